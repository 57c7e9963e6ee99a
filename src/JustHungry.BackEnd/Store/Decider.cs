using System.Text;
using JustHungry.Ordering;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <summary>
/// Brings state, command and decision together on the primary: finds what the pure decision needs, and writes down what
/// it came to. Changes nothing itself: the record that it makes is applied afterwards, by the code that the backups
/// run.
/// </summary>
internal sealed partial class Decider(Tables tables, ReadOnlyMemory<byte> tokenSecret)
{
    /// <summary>How long answers are kept: an older id of ours is refused rather than taken for new.</summary>
    public static readonly TimeSpan KeepAnswers = TimeSpan.FromDays(7);

    private const int Ok = 200;
    private const int Created = 201;

    private readonly RecordWriter _record = new();

    /// <summary>Decides. An empty record: nothing is to be applied or logged.</summary>
    public Decision Decide(CommandSubmission submission, DecisionContext context)
    {
        if (submission.Id.Length == 0)
        {
            return DecideSystem(submission, context);
        }

        StoredCustomer? caller = null;
        if (!submission.Caller.IsEmpty || submission.Command is PersonalCommand)
        {
            caller = submission.Caller.IsEmpty
                ? null
                : tables.Customers.FindByToken(submission.Caller.Span, context.Now);
            if (caller is null)
            {
                return Unlogged(UnknownCaller(submission));
            }
        }

        if (submission is { Passwords: null, Command: ICarryPassword { Passwords.Length: > 0 } })
        {
            return Unlogged(submission.NotNow ?? NotChecked());
        }

        Span<byte> key = stackalloc byte[CommandKey.MaxLength];
        if (tables.Answers.Find(CommandKey.Write(submission.Id, caller?.Number, key)) is { } answered)
        {
            return answered.Fingerprint.AsSpan().SequenceEqual(submission.Fingerprint.Span)
                ? Unlogged(Render(answered, submission.Id))
                : Unlogged(new Refusal(
                    Reason.IdempotencyKeyReused,
                    "This key was sent before with another command; please make a new one."));
        }

        if (IsTooOld(submission.Id, context.Now))
        {
            return Unlogged(new Refusal(
                Reason.IdempotencyKeyExpired,
                $"This key was made more than {KeepAnswers.Days} days ago; please make a new one."));
        }

        return submission.Command switch
        {
            PlaceOrder command => Place(submission, command, caller!, context),
            CancelOrder command => Cancel(submission, command, caller!, context),
            RegisterCustomer command => Register(submission, command, context),
            PutRestaurant command => Put(submission, command, caller, context),
            EditRestaurant command => Edit(submission, command, caller!, context),
            SuperviseTown command => Supervise(submission, command, caller, context),
            PutVoucher command => Put(submission, command, caller, context),
            KeepSiteKey command => Keep(submission, command, Milliseconds(context.Now)),
            MoveOrder command => Move(submission, command, caller!, context),
            PauseRestaurant or KeepBusy or SetStock => DecideKitchen(submission, caller!, context),
            _ => DecidePeople(submission, caller, context) ?? throw new InvalidOperationException($"Nobody decides {submission.Command.GetType().Name}."),
        };
    }

    private Decision Place(
        CommandSubmission submission, PlaceOrder command, StoredCustomer caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        if (caller.Customer.Postcode.Length == 0 && command is { OwnPostcode: null, Service: null or "delivery" })
        {
            return Refused(
                submission, caller, new Refusal(Reason.PostcodeMissing, "Please say first where you are: your postcode."), now);
        }

        if (tables.Restaurants.Find(command.Restaurant) is not { Restaurant: { } restaurant } stored)
        {
            return Refused(submission, caller, Order.UnknownRestaurant(command), now);
        }

        var day = restaurant.LocalDate(now);
        var number = tables.Numbers.LastNumber(restaurant.Slug, RecordWriter.DayNumber(day)) + 1;
        var n = Uuid7.NextSequence(now, tables.Numbers.LastOrder());
        var id = Uuid7.WithSequence(n, context.Random);
        var recipient = Recipient.Of(
            command, caller.Customer, submission.Lookup?.Place, submission.Lookup?.Exists ?? true);
        var situation = Situations.Of(tables, stored, caller, now);
        var verdict = Order.Place(command, restaurant, recipient, new OrderIdentity(id, day, number), situation);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        _record.Begin(submission, caller.Customer.Id, now);
        List<OrderChange> history = [Rendering.Placed(now)];
        if (verdict.Happened!.AcceptedFor is { } promised)
        {
            history.Add(new OrderChange(
                2, OrderStatus.Accepted, now, Actor.Restaurant, new ChangeDetail(null, null, Milliseconds(promised))));
        }

        _record.AnswerOrder(Created, id, history.Count);
        WriteTakings(verdict.Happened!);
        if (submission.Lookup?.Place is { } place && IsNews(place))
        {
            _record.Write(new PostcodeFound(place, now));
        }

        WriteNextRelease(context.Level, now);
        _record.Write(verdict.Happened!);
        var document = _record.OrderText;
        var answer = new Answer(Created, Rendering.Order(document, history));
        if (context.Level < StoreFeatures.AttachedOrders)
        {
            return new Decision(_record.End(), answer);
        }

        Span<byte> reference = stackalloc byte[DocumentPlace.LongestText];
        var length = tables.Packs.Attach(n, document, reference);
        return new Decision(_record.EndWithReference(reference[..length]), answer) { Attached = document.Length };
    }

    /// <summary>See <see cref="StoreFeatures"/>.</summary>
    partial void WriteNextRelease(int level, DateTimeOffset now);

    /// <summary>
    /// The last portion, the last seat and the last use of a voucher are taken by the decision that takes the order.
    /// </summary>
    private void WriteTakings(OrderPlaced placed)
    {
        var (quote, order) = (placed.Quote, placed.Order.Id);
        foreach (var taken in quote.Portions)
        {
            _record.WritePortionsTaken(order, quote.Restaurant.Slug, taken);
        }

        if (quote.TakesSeat)
        {
            _record.WriteSeatTaken(order, quote.Restaurant.Slug, quote.Slot!.Begins);
        }

        if (quote.Voucher is { } used)
        {
            _record.WriteVoucherUsed(order, used.Voucher.Code);
        }
    }

    private Decision Cancel(
        CommandSubmission submission, CancelOrder command, StoredCustomer caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var row = Find(command.Order);
        if (row is not null && row.Customer != caller.Number && caller.Role != Role.Customer)
        {
            var cancel = new MoveOrder(command.Order, "cancel", null, command.Reason, command.Note);
            return Move(submission, cancel, caller, context);
        }

        var order = row is null || row.Customer != caller.Number
            ? null
            : new Order(row.Id, caller.Customer.Id, row.Status, row.PlacedAt);
        var verdict = Order.Cancel(order, caller.Customer.Id, now);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var cancelled = new OrderChange(row!.Version + 1, OrderStatus.Cancelled, now, Actor.Customer);
        _record.Begin(submission, caller.Customer.Id, now);
        _record.AnswerOrder(Ok, row.Id, cancelled.Version);
        _record.Write(verdict.Happened!);
        WriteGivenBack(row.Number, row.Id, portions: true);
        var body = Rendering.Order(row.Document, [.. tables.Orders.History(row, row.Version), cancelled]);
        return new Decision(_record.End(), new Answer(Ok, body));
    }

    /// <summary>What an order held is given back when nothing becomes of it; mostly it held nothing.</summary>
    private void WriteGivenBack(long number, Guid order, bool portions)
    {
        if (tables.Holds.Of(number).Count > 0)
        {
            _record.WriteHoldsGivenBack(order, portions);
        }
    }

    private Decision Register(CommandSubmission submission, RegisterCustomer command, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var postcode = Postcode.Parse(command.Postcode);
        var id = Uuid7.WithSequence(Uuid7.NextSequence(now, tables.Customers.Last()), context.Random);
        var token = command.TokenHash is null ? Rendering.Token(tokenSecret.Span, submission.Id) : null;
        var hash = command.TokenHash ?? Convert.ToHexStringLower(Rendering.TokenHash(token!));
        var verdict = Customer.Register(
            command,
            postcode,
            submission.Lookup?.Exists ?? true,
            id,
            hash,
            now,
            command.Email is { } email ? tables.Accounts.Find(Account.Normal(email))?.Account : null,
            submission.Passwords?.Hash);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, null, refusal, now);
        }

        _record.Begin(submission, caller: null, now);
        _record.AnswerCustomer(Created, id);
        _record.Write(verdict.Happened!);
        WriteNews(submission, now);
        return new Decision(_record.End(), new Answer(Created, Rendering.Customer(id, token)));
    }

    private Decision Put(
        CommandSubmission submission, PutRestaurant command, StoredCustomer? caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        return Put(
            submission, command, caller, RestaurantPut.Decide(command, caller?.Caller, now, submission.Restaurant), now);
    }

    private Decision Put(
        CommandSubmission submission,
        PutRestaurant command,
        StoredCustomer? caller,
        Verdict<RestaurantPut> verdict,
        DateTimeOffset now)
    {
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var slug = verdict.Happened!.Slug;
        var before = tables.Restaurants.Find(slug);
        var status = before is null ? Created : Ok;
        var body = Encoding.UTF8.GetBytes($"{{\"slug\":\"{slug}\"}}");
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(status, body);
        WriteRecounted(before, command);
        _record.Write(verdict.Happened!);
        var record = _record.End();
        return record.Length <= EntryFormat.CommandBytes
            ? new Decision(record, new Answer(status, body))
            : Unlogged(new Refusal(
                Reason.TooLarge,
                $"Without white space the document has {record.Length / 1024} KiB; the log takes {EntryFormat.CommandBytes / 1024} at once."));
    }

    private Decision Put(
        CommandSubmission submission, PutVoucher command, StoredCustomer? caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var verdict = VoucherPut.Decide(command, each => tables.Vouchers.Find(each)?.Voucher, caller?.Caller, now);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var code = verdict.Happened!.Code;
        var status = tables.Vouchers.Find(code) is null ? Created : Ok;
        var body = Encoding.UTF8.GetBytes($"{{\"code\":\"{code}\"}}");
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(status, body);
        _record.Write(verdict.Happened!);
        return new Decision(_record.End(), new Answer(status, body));
    }

    /// <summary>
    /// Counting begins anew where the new document counts otherwise than the old one; elsewhere, what was sold stays sold,
    /// or mending a dish's description would sell its portions twice.
    /// </summary>
    private void WriteRecounted(StoredRestaurant? before, PutRestaurant command)
    {
        if (before is null)
        {
            return;
        }

        var after = RestaurantDocument.Read(command.Document).Happened!.Menu.Items;
        foreach (var item in tables.Holds.Remaining(before.Restaurant.Slug).Keys)
        {
            var was = before.Restaurant.Menu.Items.GetValueOrDefault(item)?.Stock;
            if (was != after.GetValueOrDefault(item)?.Stock)
            {
                _record.WriteRecounted(before.Restaurant.Slug, item);
            }
        }
    }

    private StoredOrder? Find(string id) =>
        Guid.TryParseExact(id, "D", out var guid) && Uuid7.TryGetSequence(guid, out var number)
            ? tables.Orders.Find(number, guid)
            : null;

    /// <summary>
    /// Exact is better than approximate, anything than nothing; a second source of the same worth is no news.
    /// </summary>
    private bool IsNews(PostcodePlace place)
    {
        var known = tables.Postcodes.Find(place.Postcode);
        return known is null || Worth(place) > Worth(known);
    }

    private static int Worth(PostcodePlace place) => place.Latitude is null ? 0 : place.Approximate ? 1 : 2;

    private Decision Refused(CommandSubmission submission, StoredCustomer? caller, Refusal refusal, DateTimeOffset now)
    {
        var body = Problem.ToBytes(refusal);
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(refusal.Reason.Status(), body);
        return new Decision(_record.End(), new Answer(refusal.Reason.Status(), body));
    }

    /// <summary>The answer that was given, whatever has become of its subject since.</summary>
    private Answer Render(StoredAnswer answered, string commandId)
    {
        if (answered.Subject is not { } subject)
        {
            return new Answer(answered.Status, Rendering.Revealed(answered.Body, tokenSecret.Span), Replayed: true);
        }

        if (answered.Version is { } version)
        {
            var order = tables.Orders.Find(subject)
                ?? throw new InvalidDataException($"An answer shows order {subject}, which is not there.");
            return new Answer(
                answered.Status,
                Rendering.Order(order.Document, tables.Orders.History(order, version)),
                Replayed: true);
        }

        var customer = tables.Customers.Find(subject)
            ?? throw new InvalidDataException($"An answer shows customer {subject}, who is not there.");
        var token = Rendering.Token(tokenSecret.Span, commandId);
        var ours = Rendering.TokenHash(token).AsSpan().SequenceEqual(tables.Customers.TokenOf(subject));
        return new Answer(
            answered.Status, Rendering.Customer(customer.Customer.Id, ours ? token : null), Replayed: true);
    }

    private static Refusal UnknownCaller(CommandSubmission submission) => submission.Caller.IsEmpty
        ? new Refusal(Reason.TokenMissing, "Please say who you are: send the token that you were given as a customer.")
        : new Refusal(Reason.TokenUnknown, "There is no customer with this token.");

    private static bool IsTooOld(string id, DateTimeOffset now) =>
        Guid.TryParseExact(id, "D", out var guid)
        && Uuid7.TryGetSequence(guid, out var sequence)
        && sequence < Uuid7.FirstSequence(now - KeepAnswers);

    private static Decision Unlogged(Refusal refusal) =>
        Unlogged(new Answer(refusal.Reason.Status(), Problem.ToBytes(refusal)));

    private static Decision Unlogged(Answer answer) => new(ReadOnlyMemory<byte>.Empty, answer);

    /// <summary>Records carry milliseconds, so that what is decided and what is applied are of the same time.</summary>
    private static DateTimeOffset Milliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
