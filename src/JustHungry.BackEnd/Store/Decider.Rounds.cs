using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <content>What the system does by itself: orders expire, old answers and erased people are forgotten, postcodes become known.</content>
internal sealed partial class Decider
{
    /// <summary>The answer to a round of the system's that left something to do.</summary>
    public static readonly byte[] More = "{\"more\":true}"u8.ToArray();

    private static readonly byte[] Done = "{\"more\":false}"u8.ToArray();

    /// <summary>Orders looked at in one round of expiry.</summary>
    private const int ExpiryRound = 500;

    /// <summary>Answers looked at together when old ones are forgotten, and how often in one round.</summary>
    private const int ForgettingPage = 2_000;
    private const int ForgettingPages = 5;

    private byte[] _forgottenThrough = [];

    private Decision DecideSystem(CommandSubmission submission, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        switch (submission.Command)
        {
            case ExpireOrders command:
                return Expire(submission, command, now);
            case ForgetAnswers command:
                return Forget(submission, command, now);
            case EraseOrders when tables.Rounds.NextErasure() is { } person:
                _record.Begin(submission, caller: null, now);
                _record.NoAnswer();
                _record.WriteOrdersErased(person);
                return SystemDecision(_record.End(), more: true);
            case EraseOrders:
                return SystemDecision([], more: false);
            case KeepPostcode command when IsNews(command.Place):
                _record.Begin(submission, caller: null, now);
                _record.NoAnswer();
                _record.Write(new PostcodeFound(command.Place, now));
                return SystemDecision(_record.End(), more: false);
            case KeepPostcode:
                return SystemDecision([], more: false);
            default:
                throw new InvalidOperationException($"The system does not decide {submission.Command.GetType().Name}.");
        }
    }

    private Decision Expire(CommandSubmission submission, ExpireOrders command, DateTimeOffset now)
    {
        var clock = command.Clock < now ? command.Clock : now;
        var due = Uuid7.FirstSequence(clock - Order.AnswerWithin);
        var orders = tables.Orders.Between(tables.Rounds.NumberThrough(RoundsTable.Expiry), due, ExpiryRound);
        if (orders.Count == 0)
        {
            return SystemDecision([], more: false);
        }

        _record.Begin(submission, caller: null, now);
        _record.NoAnswer();
        foreach (var (number, order) in orders)
        {
            if (Order.Expire(order, clock, now) is { } expired)
            {
                _record.Write(expired);
                WriteGivenBack(number, order.Id, portions: true);
            }
        }

        _record.WriteOrdersChecked(orders[^1].Number);
        return SystemDecision(_record.End(), orders.Count == ExpiryRound);
    }

    /// <summary>
    /// Looks for the next answers to forget. How far it has come is this primary's own hint; the event carries the
    /// range, and a stretch without old answers is not worth an entry.
    /// </summary>
    private Decision Forget(CommandSubmission submission, ForgetAnswers command, DateTimeOffset now)
    {
        var latest = now - KeepAnswers;
        var before = command.Before < latest ? command.Before : latest;
        for (var page = 0; page < ForgettingPages; page++)
        {
            var after = _forgottenThrough;
            var (last, old) = tables.Answers.Next(after, ForgettingPage, before.ToUnixTimeMilliseconds());
            _forgottenThrough = last ?? [];
            if (last is null)
            {
                break;
            }

            if (old > 0)
            {
                _record.Begin(submission, caller: null, now);
                _record.NoAnswer();
                _record.WriteAnswersForgotten(after, last, before);
                return SystemDecision(_record.End(), more: true);
            }
        }

        return SystemDecision([], more: _forgottenThrough.Length > 0);
    }

    private static Decision SystemDecision(byte[] record, bool more) => new(record, new Answer(Ok, more ? More : Done));
}
