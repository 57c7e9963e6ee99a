using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;
using NodaTime;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Writes a command's record for the log: <c>{"id","caller","fingerprint","at","answer":{…},"events":[…]}</c>, the
/// first three and the answer missing for the system's own. <see cref="RecordApplier"/> reads it. One writer for one
/// thread, used again and again.
/// </summary>
/// <remarks>
/// The events stand last, and what is large stands last within them, so that a backup finds an order's document without
/// reading through it.
/// </remarks>
internal sealed partial class RecordWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private Range _order;

    public RecordWriter() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The document of the order that was written; valid until more is.</summary>
    public ReadOnlySpan<byte> OrderText
    {
        get
        {
            _json.Flush();
            return _buffer.WrittenSpan[_order];
        }
    }

    /// <summary>Begins a record; <see cref="End"/> ends it.</summary>
    public void Begin(CommandSubmission submission, Guid? caller, DateTimeOffset at)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        if (submission.Id.Length > 0)
        {
            _json.WriteString("id"u8, submission.Id);
            if (caller is { } customer)
            {
                _json.WriteString("caller"u8, customer);
            }

            Span<byte> fingerprint = stackalloc byte[Base64Url.GetEncodedLength(submission.Fingerprint.Length)];
            Base64Url.EncodeToUtf8(submission.Fingerprint.Span, fingerprint);
            _json.WriteString("fingerprint"u8, fingerprint);
        }

        _json.WriteNumber("at"u8, at.ToUnixTimeMilliseconds());
    }

    /// <summary>The record's bytes.</summary>
    public byte[] End()
    {
        EndEvents();
        return _buffer.WrittenSpan.ToArray();
    }

    /// <summary>The record's bytes, where its order's document is elsewhere.</summary>
    /// <param name="reference">What stands in its place.</param>
    public byte[] EndWithReference(ReadOnlySpan<byte> reference)
    {
        EndEvents();
        var record = _buffer.WrittenSpan;
        return [.. record[.._order.Start], .. reference, .. record[_order.End..]];
    }

    /// <summary>Writes an answer that shows an order at a version; the events follow.</summary>
    public void AnswerOrder(int status, Guid order, int version)
    {
        BeginAnswer(status);
        _json.WriteString("order"u8, order);
        _json.WriteNumber("version"u8, version);
        EndAnswer();
    }

    /// <summary>Writes an answer that shows a customer; the events follow.</summary>
    public void AnswerCustomer(int status, Guid customer)
    {
        BeginAnswer(status);
        _json.WriteString("customer"u8, customer);
        EndAnswer();
    }

    /// <summary>Writes an answer with its whole body; the events, if any, follow.</summary>
    public void AnswerBody(int status, ReadOnlySpan<byte> body)
    {
        BeginAnswer(status);
        _json.WritePropertyName("body"u8);
        _json.WriteRawValue(body, skipInputValidation: true);
        EndAnswer();
    }

    /// <summary>Begins the events of a record that answers nobody.</summary>
    public void NoAnswer() => _json.WriteStartArray("events"u8);

    public void Write(OrderPlaced placed)
    {
        var order = placed.Order;
        BeginEvent("orderPlaced"u8);
        _json.WriteString("id"u8, order.Id);
        _json.WriteString("restaurant"u8, placed.Quote.Restaurant.Slug);
        _json.WriteNumber("day"u8, DayNumber(order.Day));
        _json.WriteNumber("number"u8, order.Number);
        if (placed.AcceptedFor is { } promised)
        {
            _json.WriteNumber("acceptedFor"u8, promised.ToUnixTimeMilliseconds());
        }

        if (placed.Quote.Recipient.Address?.Phone is { } text && Phone.TryParse(text, out var phone))
        {
            _json.WriteString("phone"u8, phone);
        }

        _json.WritePropertyName("order"u8);
        var start = Position;
        OrderDocument.Write(_json, placed);
        _order = start..Position;
        _json.WriteEndObject();
    }

    /// <summary>An order took portions of a counted dish. It stands before the order itself.</summary>
    public void WritePortionsTaken(Guid order, string restaurant, PortionsTaken taken)
    {
        BeginEvent("portionsTaken"u8);
        _json.WriteString("id"u8, order);
        _json.WriteString("restaurant"u8, restaurant);
        _json.WriteString("item"u8, taken.Item);
        _json.WriteNumber("quantity"u8, taken.Quantity);
        _json.WriteNumber("remaining"u8, taken.Left);
        _json.WriteEndObject();
    }

    /// <summary>An order took a seat in a slot.</summary>
    public void WriteSeatTaken(Guid order, string restaurant, DateTimeOffset slot)
    {
        BeginEvent("seatTaken"u8);
        _json.WriteString("id"u8, order);
        _json.WriteString("restaurant"u8, restaurant);
        _json.WriteNumber("slot"u8, slot.ToUnixTimeMilliseconds());
        _json.WriteEndObject();
    }

    /// <summary>An order used a voucher.</summary>
    public void WriteVoucherUsed(Guid order, string code)
    {
        BeginEvent("voucherUsed"u8);
        _json.WriteString("id"u8, order);
        _json.WriteString("code"u8, code);
        _json.WriteEndObject();
    }

    /// <summary>An order came to nothing, and gave back what it held.</summary>
    /// <param name="order">The order.</param>
    /// <param name="portions">False: its portions are gone all the same.</param>
    public void WriteHoldsGivenBack(Guid order, bool portions)
    {
        BeginEvent("holdsGivenBack"u8);
        _json.WriteString("id"u8, order);
        _json.WriteBoolean("portions"u8, portions);
        _json.WriteEndObject();
    }

    /// <summary>A dish is counted from what the new document says.</summary>
    public void WriteRecounted(string restaurant, string item)
    {
        BeginEvent("portionsRecounted"u8);
        _json.WriteString("restaurant"u8, restaurant);
        _json.WriteString("item"u8, item);
        _json.WriteEndObject();
    }

    public void Write(OrderCancelled cancelled)
    {
        BeginEvent("orderCancelled"u8);
        _json.WriteString("id"u8, cancelled.Order);
        _json.WriteString("by"u8, cancelled.By.Code());
        _json.WriteEndObject();
    }

    public void Write(OrderChanged changed)
    {
        BeginEvent("orderChanged"u8);
        _json.WriteString("id"u8, changed.Order);
        _json.WriteString("status"u8, changed.Status.Code());
        _json.WriteString("by"u8, changed.By.Code());
        if (ChangeDetails.Text(changed.Detail) is { } detail)
        {
            _json.WritePropertyName("document"u8);
            _json.WriteRawValue(detail, skipInputValidation: true);
        }

        _json.WriteEndObject();
    }

    public void Write(LiveKept kept)
    {
        if (kept.Counted is { } counted)
        {
            BeginEvent("portionsCounted"u8);
            _json.WriteString("restaurant"u8, kept.Restaurant);
            _json.WriteString("item"u8, counted);
            _json.WriteNumber("remaining"u8, kept.Left);
            _json.WriteEndObject();
        }

        BeginEvent("liveKept"u8);
        _json.WriteString("restaurant"u8, kept.Restaurant);
        _json.WritePropertyName("document"u8);
        kept.Live.Write(_json);
        _json.WriteEndObject();
    }

    public void Write(OrderExpired expired)
    {
        BeginEvent("orderExpired"u8);
        _json.WriteString("id"u8, expired.Order);
        _json.WriteEndObject();
    }

    /// <summary>Orders up to this number have been looked at for expiry.</summary>
    public void WriteOrdersChecked(long through)
    {
        BeginEvent("ordersChecked"u8);
        _json.WriteNumber("through"u8, through);
        _json.WriteEndObject();
    }

    public void Write(CustomerRegistered registered)
    {
        BeginEvent("customerRegistered"u8);
        _json.WriteString("id"u8, registered.Id);
        _json.WriteString("name"u8, registered.Name);
        _json.WriteString("postcode"u8, registered.Postcode);
        _json.WriteString("tokenHash"u8, registered.TokenHash);
        WriteIfAny("phone"u8, registered.Phone);
        WriteIfAny("address"u8, registered.Address);
        if (registered.Account is { } account)
        {
            WriteAccount(account);
        }

        _json.WriteEndObject();
    }

    public void Write(PostcodeFound found)
    {
        BeginEvent("postcodeFound"u8);
        _json.WriteString("postcode"u8, found.Place.Postcode.ToString());
        if (found.Place is { Latitude: { } latitude, Longitude: { } longitude })
        {
            _json.WriteNumber("latitude"u8, latitude);
            _json.WriteNumber("longitude"u8, longitude);
        }

        _json.WriteString("source"u8, found.Place.Source);
        _json.WriteBoolean("approximate"u8, found.Place.Approximate);
        _json.WriteEndObject();
    }

    public void Write(RestaurantPut put)
    {
        BeginEvent("restaurantPut"u8);
        _json.WriteString("restaurant"u8, put.Slug);
        _json.WritePropertyName("document"u8);
        put.Document.WriteTo(_json);
        _json.WriteEndObject();
    }

    public void Write(VoucherPut put)
    {
        BeginEvent("voucherPut"u8);
        _json.WriteString("code"u8, put.Code);
        _json.WritePropertyName("document"u8);
        put.Document.WriteTo(_json);
        _json.WriteEndObject();
    }

    /// <summary>Answers given before a time were forgotten, of a range of keys.</summary>
    public void WriteAnswersForgotten(ReadOnlySpan<byte> after, ReadOnlySpan<byte> through, DateTimeOffset before)
    {
        BeginEvent("answersForgotten"u8);
        _json.WriteString("after"u8, Convert.ToHexStringLower(after));
        _json.WriteString("through"u8, Convert.ToHexStringLower(through));
        _json.WriteNumber("before"u8, before.ToUnixTimeMilliseconds());
        _json.WriteEndObject();
    }

    /// <summary>A date as a number, yyyymmdd.</summary>
    public static long DayNumber(LocalDate day) => (((day.Year * 100) + day.Month) * 100) + day.Day;

    private void EndEvents()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    private int Position => (int)(_json.BytesCommitted + _json.BytesPending);

    private void BeginAnswer(int status)
    {
        _json.WriteStartObject("answer"u8);
        _json.WriteNumber("status"u8, status);
    }

    private void EndAnswer()
    {
        _json.WriteEndObject();
        _json.WriteStartArray("events"u8);
    }

    private void BeginEvent(ReadOnlySpan<byte> type)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }
}
