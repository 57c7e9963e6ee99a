using System.Text;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <content>People: accounts, sessions, and what is kept of somebody.</content>
internal sealed partial class Decider
{
    /// <summary>Orders of somebody that are looked at when one is searched for, or before they are forgotten.</summary>
    private const int LatestOrders = 100;

    /// <summary>People with the same phone: a household, at most.</summary>
    private const int SamePhone = 20;

    /// <summary>Null where the command is none of these.</summary>
    private Decision? DecidePeople(CommandSubmission submission, StoredCustomer? caller, DecisionContext context) =>
        submission.Command switch
        {
            SignIn command => SignIn(submission, command, context),
            OpenAccount command => Open(submission, command, caller!, Milliseconds(context.Now)),
            SignOut command => SignOut(submission, command, caller!, Milliseconds(context.Now)),
            ChangePassword command => Change(submission, command, caller!, Milliseconds(context.Now)),
            ChangeEmail command => Change(submission, command, caller!, Milliseconds(context.Now)),
            ChangePerson command => Change(submission, command, caller!, Milliseconds(context.Now)),
            ErasePerson => Erase(submission, caller!, Milliseconds(context.Now)),
            FindOrder command => Find(submission, command, Milliseconds(context.Now)),
            InviteStaff command => Invite(submission, command, caller, context),
            WithdrawInvitation command => Withdraw(submission, command, caller, Milliseconds(context.Now)),
            AcceptInvitation command => Accept(submission, command, context),
            DismissStaff command => Dismiss(submission, command, caller, Milliseconds(context.Now)),
            MakeOperator command => Make(submission, command, caller, context),
            _ => null,
        };

    private Decision SignIn(CommandSubmission submission, SignIn command, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var subject = Attempts.Subject("sign-in", Account.Normal(command.Email));
        if (Attempts.Refuse(tables.Sessions.Attempts(subject), now) is { } waits)
        {
            return Unlogged(waits);
        }

        var found = tables.Accounts.Find(Account.Normal(command.Email));
        if (Account.SignInRefusal(found?.Account, submission.Passwords?.Verified) is { } refusal)
        {
            return RefusedTry(submission, null, refusal, subject, now);
        }

        _record.Begin(submission, caller: null, now);
        return EndWithSession(PersonOf(found!.Person), found.Account, context);
    }

    /// <summary>
    /// Answers with a fresh session, after the events that led to it. The token is derived from the session's id, so that
    /// the same command again is told the same one while log and stores have only its hash.
    /// </summary>
    private Decision EndWithSession(
        Guid person, Account account, DecisionContext context, params ReadOnlySpan<Action> before)
    {
        var now = Milliseconds(context.Now);
        var id = Uuid7.Create(now, context.Random);
        var token = Rendering.SessionToken(tokenSecret.Span, id);
        var session = new SessionBegun(
            id, person, Convert.ToHexStringLower(Rendering.TokenHash(token)), now + Account.SessionTime, now);
        var body = Rendering.Session(session, account);
        _record.AnswerBody(Created, body);
        foreach (var write in before)
        {
            write();
        }

        _record.Write(session);
        return new Decision(_record.End(), new Answer(Created, Rendering.Revealed(body, tokenSecret.Span)));
    }

    private Decision Open(CommandSubmission submission, OpenAccount command, StoredCustomer caller, DateTimeOffset now)
    {
        var verdict = Account.Open(
            caller.Customer.Id,
            tables.Accounts.Find(caller.Number)?.Account,
            tables.Accounts.Find(Account.Normal(command.Email))?.Account,
            command,
            submission.Passwords?.Hash ?? "",
            now);
        return verdict.Refusal is { } refusal
            ? Refused(submission, caller, refusal, now)
            : Settled(submission, caller, now, () => _record.Write(verdict.Happened!));
    }

    private Decision SignOut(CommandSubmission submission, SignOut command, StoredCustomer caller, DateTimeOffset now)
    {
        if (tables.Accounts.Find(caller.Number) is null)
        {
            return Refused(submission, caller, Account.NoAccount(), now);
        }

        var only = command.Everywhere ? null : Convert.ToHexStringLower(submission.Caller.Span);
        return Settled(submission, caller, now, () => _record.Write(new SessionsEnded(caller.Customer.Id, only, null, now)));
    }

    private Decision Change(CommandSubmission submission, ChangePassword command, StoredCustomer caller, DateTimeOffset now)
    {
        var own = tables.Accounts.Find(caller.Number)?.Account;
        var subject = Attempts.Subject("sign-in", own?.Email ?? "");
        if (own is not null && Attempts.Refuse(tables.Sessions.Attempts(subject), now) is { } waits)
        {
            return Unlogged(waits);
        }

        var verdict = Account.Change(
            caller.Customer.Id, own, command, submission.Passwords?.Verified, submission.Passwords?.Hash ?? "", now);
        if (verdict.Refusal is { } refusal)
        {
            return refusal.Reason == Reason.SignInFailed
                ? RefusedTry(submission, caller, refusal, subject, now)
                : Refused(submission, caller, refusal, now);
        }

        return Settled(submission, caller, now, () =>
        {
            _record.Write(verdict.Happened!);
            _record.Write(new SessionsEnded(
                caller.Customer.Id, null, Convert.ToHexStringLower(submission.Caller.Span), now));
        });
    }

    private Decision Change(CommandSubmission submission, ChangeEmail command, StoredCustomer caller, DateTimeOffset now)
    {
        var own = tables.Accounts.Find(caller.Number)?.Account;
        var subject = Attempts.Subject("sign-in", own?.Email ?? "");
        if (own is not null && Attempts.Refuse(tables.Sessions.Attempts(subject), now) is { } waits)
        {
            return Unlogged(waits);
        }

        var other = tables.Accounts.Find(Account.Normal(command.Email))?.Account;
        var verdict = Account.Change(caller.Customer.Id, own, other, command, submission.Passwords?.Verified, now);
        return verdict.Refusal is not { } refusal
            ? Settled(submission, caller, now, () => _record.Write(verdict.Happened!))
            : refusal.Reason == Reason.SignInFailed
                ? RefusedTry(submission, caller, refusal, subject, now)
                : Refused(submission, caller, refusal, now);
    }

    private Decision Change(CommandSubmission submission, ChangePerson command, StoredCustomer caller, DateTimeOffset now)
    {
        var postcode = command.Postcode is { } text ? Postcode.Parse(text) : null;
        var verdict = Customer.Change(caller.Customer.Id, command, postcode, submission.Lookup?.Exists ?? true, now);
        return verdict.Refusal is { } refusal
            ? Refused(submission, caller, refusal, now)
            : Settled(submission, caller, now, () =>
            {
                _record.Write(verdict.Happened!);
                WriteNews(submission, now);
            });
    }

    private Decision Erase(CommandSubmission submission, StoredCustomer caller, DateTimeOffset now)
    {
        var own = tables.Accounts.Find(caller.Number)?.Account;
        var subject = Attempts.Subject("sign-in", own?.Email ?? "");
        if (own is not null && Attempts.Refuse(tables.Sessions.Attempts(subject), now) is { } waits)
        {
            return Unlogged(waits);
        }

        if (own is not null && submission.Passwords?.Verified != own.PasswordHash)
        {
            return RefusedTry(
                submission, caller, new Refusal(Reason.SignInFailed, "That is not your password."), subject, now);
        }

        if (own?.Role == Role.Operator && Operators() <= 1)
        {
            return Refused(
                submission, caller, new Refusal(Reason.LastOperator, "You are the last operator: invite another one first."), now);
        }

        if (tables.Orders.Page(caller.Number, long.MaxValue, LatestOrders).Any(order => !order.Status.IsFinal()))
        {
            return Refused(
                submission, caller, new Refusal(Reason.OrderUnderWay, "You have an order under way: wait for it, or cancel it."), now);
        }

        return Settled(submission, caller, now, () => _record.Write(new PersonErased(caller.Customer.Id, now)));
    }

    /// <summary>
    /// Looking is not logged, only looking in vain is: so that nobody can try all numbers. What was found is shown by a
    /// token for that order alone.
    /// </summary>
    private Decision Find(CommandSubmission submission, FindOrder command, DateTimeOffset now)
    {
        if (!Phone.TryParse(command.Phone, out var phone))
        {
            return Unlogged(Refusal.Of([new Fault(
                "phone", Reason.PhoneMalformed, "A phone number looks like 0191 498 0000.")]));
        }

        var subject = Attempts.Subject("find-order", phone);
        if (Attempts.Refuse(tables.Sessions.Attempts(subject), now) is { } tooMany)
        {
            return Unlogged(tooMany);
        }

        var number = command.Number.Trim().TrimStart('#');
        var found = tables.Accounts.WithPhone(phone, SamePhone)
            .SelectMany(person => tables.Orders.Page(person, long.MaxValue, LatestOrders))
            .Concat(tables.Orders.WithPhone(phone, LatestOrders))
            .OrderByDescending(order => order.Number)
            .FirstOrDefault(order => Rendering.IsCalled(order.Document, number, command.Restaurant));
        return found is null
            ? RefusedTry(
                submission,
                null,
                new Refusal(Reason.OrderNotFound, "There is no order of that number by somebody with that phone."),
                subject,
                now)
            : Unlogged(new Answer(Ok, Rendering.FoundOrder(
                Rendering.Order(found.Document, tables.Orders.History(found, found.Version)),
                Rendering.OrderToken(tokenSecret.Span, found.Id))));
    }

    /// <summary>Answers 200 with an id: of whom, or what, it was about.</summary>
    private Decision Settled(
        CommandSubmission submission, StoredCustomer? caller, DateTimeOffset now, Action write, Guid? about = null)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"id\":\"{about ?? caller!.Customer.Id}\"}}");
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(Ok, body);
        write();
        return new Decision(_record.End(), new Answer(Ok, body));
    }

    /// <summary>Refuses a wrong guess, and counts it.</summary>
    private Decision RefusedTry(
        CommandSubmission submission, StoredCustomer? caller, Refusal refusal, string subject, DateTimeOffset now)
    {
        var body = Problem.ToBytes(refusal);
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(refusal.Reason.Status(), body);
        _record.Write(new AttemptFailed(subject, now));
        return new Decision(_record.End(), new Answer(refusal.Reason.Status(), body));
    }

    private static Refusal NotChecked() =>
        new(Reason.Unavailable, "The password could not be looked at just now; please try again.");

    private Guid PersonOf(long number) => tables.Customers.Find(number)!.Customer.Id;

    private void WriteNews(CommandSubmission submission, DateTimeOffset now)
    {
        if (submission.Lookup?.Place is { } place && IsNews(place))
        {
            _record.Write(new PostcodeFound(place, now));
        }
    }
}
