using System.Buffers.Text;
using System.Text.Json;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Applies the records of commands (<see cref="RecordWriter"/>) to the tables: the one code that changes rows, run by
/// primary and backups on the same bytes. Deterministic: it knows no clock, no random, no configuration.
/// </summary>
internal sealed partial class RecordApplier(Tables tables, RecentOrders customers, RecentOrders kitchens)
{
    private const int FingerprintLength = 16;

    private readonly List<long> _changed = [];
    private readonly List<(long Restaurant, long Order)> _touched = [];

    /// <summary>Which restaurants' orders were placed or changed since this was last cleared, in that order.</summary>
    public IReadOnlyList<(long Restaurant, long Order)> Touched => _touched;

    /// <summary>Numbers of the orders that were changed, after their placing, since this was last cleared.</summary>
    public IReadOnlyList<long> ChangedOrders => _changed;

    /// <summary>How many orders were placed since <see cref="ClearChangedOrders"/>.</summary>
    public int JustPlaced { get; private set; }

    /// <summary>How many records were applied since then.</summary>
    public int JustApplied { get; private set; }

    /// <summary>How every record ends: an event, the events, the record.</summary>
    private static ReadOnlySpan<byte> RecordEnd => "}]}"u8;

    /// <summary>Begins to count anew.</summary>
    public void ClearChangedOrders()
    {
        _changed.Clear();
        _touched.Clear();
        (JustPlaced, JustApplied) = (0, 0);
    }

    /// <summary>Applies one record inside the open transaction.</summary>
    /// <exception cref="InvalidDataException">It makes no sense, or not on this state.</exception>
    public void Apply(ReadOnlySpan<byte> record)
    {
        JustApplied++;
        var reader = new Utf8JsonReader(record);
        Span<byte> id = stackalloc byte[CommandKey.MaxId];
        Span<byte> fingerprint = stackalloc byte[FingerprintLength];
        var idLength = 0;
        long? caller = null;
        var at = 0L;
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                idLength = reader.CopyString(id);
            }
            else if (reader.ValueTextEquals("caller"u8))
            {
                reader.Read();
                caller = NumberOf(reader.GetGuid());
            }
            else if (reader.ValueTextEquals("fingerprint"u8))
            {
                reader.Read();
                Expect(Base64Url.TryDecodeFromUtf8(reader.ValueSpan, fingerprint, out var length) && length == FingerprintLength);
            }
            else if (reader.ValueTextEquals("at"u8))
            {
                reader.Read();
                at = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("answer"u8))
            {
                ApplyAnswer(ref reader, record, id[..idLength], caller, fingerprint, at);
            }
            else
            {
                Expect(reader.ValueTextEquals("events"u8));
                ApplyEvents(ref reader, record, caller, at);
                return;
            }
        }

        throw new InvalidDataException("A record has no events.");
    }

    private void ApplyAnswer(
        scoped ref Utf8JsonReader reader,
        ReadOnlySpan<byte> record,
        scoped ReadOnlySpan<byte> id,
        long? caller,
        scoped ReadOnlySpan<byte> fingerprint,
        long at)
    {
        var status = 0;
        long? subject = null;
        long? version = null;
        var body = ReadOnlySpan<byte>.Empty;
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                status = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("order"u8) || reader.ValueTextEquals("customer"u8))
            {
                reader.Read();
                subject = NumberOf(reader.GetGuid());
            }
            else if (reader.ValueTextEquals("version"u8))
            {
                reader.Read();
                version = reader.GetInt64();
            }
            else
            {
                Expect(reader.ValueTextEquals("body"u8));
                body = Slice(ref reader, record);
            }
        }

        Span<byte> buffer = stackalloc byte[CommandKey.MaxLength];
        var key = CommandKey.Write(id, caller, buffer);
        if (subject is { } n)
        {
            tables.Answers.Add(key, fingerprint, at, status, n, version);
        }
        else
        {
            tables.Answers.Add(key, fingerprint, at, status, body);
        }
    }

    private void ApplyEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, long? caller, long at)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var fields = new EventFields();
            Read(ref reader, record, ref fields);
            Trail(fields, caller, at);
            Apply(fields, caller, at);
            if (fields.IsLast)
            {
                return;
            }
        }
    }

    private static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, ref EventFields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("order"u8))
            {
                // It stands last in its event, its event last in the record: no need to read through it.
                var start = (int)reader.BytesConsumed;
                Expect(record.EndsWith(RecordEnd) && record[start] is (byte)'{' or (byte)'[');
                fields.Document = record[start..^RecordEnd.Length];
                fields.IsLast = true;
                return;
            }

            if (reader.ValueTextEquals("document"u8))
            {
                fields.Document = Slice(ref reader, record);
            }
            else
            {
                fields.Read(ref reader);
            }
        }
    }

    private void Apply(in EventFields fields, long? caller, long at)
    {
        Span<byte> id = stackalloc byte[16];
        fields.Id.TryWriteBytes(id, bigEndian: true, out _);
        if (fields.Type.SequenceEqual("orderPlaced"u8))
        {
            Expect(caller is not null);
            var number = NumberOf(fields.Id);
            var restaurant = RestaurantKey.Of(fields.Restaurant);
            tables.Orders.Add(number, caller!.Value, id, at, restaurant, fields.Document);
            customers.Add(caller.Value, number);
            JustPlaced++;
            tables.Numbers.PutLastOrder(number);
            tables.Numbers.PutNumber(fields.Restaurant, fields.Day, fields.Number);
            if (fields.TextOrNull("phone") is { } phone)
            {
                tables.Orders.AddPhone(phone, number);
            }

            Touch(restaurant, number, isNew: true);
            if (fields.AcceptedFor > 0)
            {
                var promised = new ChangeDetail(null, null, DateTimeOffset.FromUnixTimeMilliseconds(fields.AcceptedFor));
                Change(fields.Id, OrderStatus.Accepted, at, Actor.Restaurant, ChangeDetails.Text(promised));
            }
        }
        else if (fields.Type.SequenceEqual("orderChanged"u8))
        {
            var detail = fields.Document.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(fields.Document);
            Change(fields.Id, StatusOf(fields), at, ActorOf(fields), detail);
        }
        else if (fields.Type.SequenceEqual("orderCancelled"u8))
        {
            Expect(fields.Texts["by"] == Actor.Customer.Code());
            Change(fields.Id, OrderStatus.Cancelled, at, Actor.Customer);
        }
        else if (IsHolding(fields))
        {
            ApplyHolding(fields, caller);
        }
        else if (fields.Type.SequenceEqual("orderExpired"u8))
        {
            Change(fields.Id, OrderStatus.Expired, at, Actor.System);
        }
        else if (fields.Type.SequenceEqual("ordersChecked"u8))
        {
            tables.Rounds.Put(RoundsTable.Expiry, fields.Through);
        }
        else if (fields.Type.SequenceEqual("customerRegistered"u8))
        {
            var hash = Convert.FromHexString(fields.Texts["tokenHash"]);
            tables.Customers.Add(
                NumberOf(fields.Id),
                id,
                hash.Length > 0 ? hash : RevokedToken(NumberOf(fields.Id)),
                fields.Texts["name"],
                fields.Texts["postcode"],
                at);
            ApplyDetails(fields, at);
        }
        else if (fields.Type.SequenceEqual("postcodeFound"u8))
        {
            tables.Postcodes.Put(PlaceOf(fields), at);
        }
        else if (fields.Type.SequenceEqual("restaurantPut"u8))
        {
            var slug = System.Text.Encoding.UTF8.GetString(fields.Restaurant);
            tables.Restaurants.Put(slug, fields.Document, at);
            tables.Catalogue.Put(slug, fields.Document);
        }
        else if (fields.Type.SequenceEqual("actNoted"u8))
        {
            // It stands in the trail.
        }
        else if (fields.Type.SequenceEqual("answersForgotten"u8))
        {
            ForgetAnswers(fields);
        }
        else if (!ApplyPeople(fields, id, at))
        {
            var isKnown = false;
            ApplyNextRelease(fields, at, ref isKnown);
            Expect(isKnown);
        }
    }

    /// <summary>See <see cref="StoreFeatures"/>.</summary>
    partial void ApplyNextRelease(in EventFields fields, long at, ref bool isKnown);

    private void Change(Guid order, OrderStatus status, long at, Actor actor, string? detail = null)
    {
        var number = NumberOf(order);
        var restaurant = tables.Orders.Change(number, status, at, actor, detail);
        _changed.Add(number);
        Touch(restaurant, number, isNew: false);
    }

    private void Touch(long restaurant, long number, bool isNew)
    {
        _touched.Add((restaurant, number));
        if (isNew)
        {
            kitchens.Add(restaurant, number);
        }
    }

    private static OrderStatus StatusOf(in EventFields fields)
    {
        var code = fields.Texts["status"];
        return Enum.GetValues<OrderStatus>().First(status => status.Code() == code);
    }

    private static Actor ActorOf(in EventFields fields)
    {
        var code = fields.Texts["by"];
        return Enum.GetValues<Actor>().First(actor => actor.Code() == code);
    }

    private void ForgetAnswers(in EventFields fields) => tables.Answers.Forget(
        Convert.FromHexString(fields.Texts["after"]), Convert.FromHexString(fields.Texts["through"]), fields.Before);

    private static PostcodePlace PlaceOf(in EventFields fields)
    {
        var known = fields.Numbers.ContainsKey("latitude");
        return new PostcodePlace(
            Postcode.Parse(fields.Texts["postcode"]),
            known ? fields.Numbers["latitude"] : null,
            known ? fields.Numbers["longitude"] : null,
            fields.Texts["source"],
            fields.Texts["approximate"] == "true");
    }

    /// <summary>The value that follows, as it stands.</summary>
    private static ReadOnlySpan<byte> Slice(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return record[start..(int)reader.BytesConsumed];
    }

    private static long NumberOf(Guid id)
    {
        Expect(Uuid7.TryGetSequence(id, out var number));
        return number;
    }

    private static void Expect(bool met)
    {
        if (!met)
        {
            throw new InvalidDataException("A record is not as this program writes them.");
        }
    }
}
