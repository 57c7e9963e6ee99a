using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <content>Who works here: invitations, operators, and the keys that the town's front ends share.</content>
internal sealed partial class Decider
{
    private Decision Invite(
        CommandSubmission submission, InviteStaff command, StoredCustomer? caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var id = Uuid7.Create(now, context.Random);
        var verdict = Invitation.Decide(
            command, caller?.Caller, slug => tables.Restaurants.Find(slug) is not null, id, now);
        if (verdict.Refusal is { } refusal)
        {
            return Refused(submission, caller, refusal, now);
        }

        var code = Convert.ToHexStringLower(Rendering.TokenHash(Rendering.InvitationCode(tokenSecret.Span, id)));
        var body = Rendering.Invitation(verdict.Happened!);
        _record.Begin(submission, caller?.Customer.Id, now);
        _record.AnswerBody(Created, body);
        _record.Write(new StaffInvited(verdict.Happened!, code, now));
        return new Decision(_record.End(), new Answer(Created, Rendering.Revealed(body, tokenSecret.Span)));
    }

    private Decision Withdraw(
        CommandSubmission submission, WithdrawInvitation command, StoredCustomer? caller, DateTimeOffset now)
    {
        var found = tables.Sessions.Invitations(now).FirstOrDefault(each => each.Id.ToString() == command.Invitation);
        var by = caller?.Caller;
        var mayNot = by is not null && !by.IsOperator
            && (found is null or { Role: Role.Operator } || !found.Restaurants.All(by.MayManage));
        return mayNot
            ? Refused(submission, caller, Staff.NotAllowed(by, "Only those who may invite may take an invitation back."), now)
            : found is null
                ? Refused(submission, caller, new Refusal(Reason.InvitationNotFound, "There is no such invitation."), now)
                : Settled(submission, caller, now, () => _record.Write(new InvitationClosed(found.Id, now)), found.Id);
    }

    private Decision Accept(CommandSubmission submission, AcceptInvitation command, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        var invitation = tables.Sessions.Invitation(Rendering.TokenHash(command.Code.Trim()));
        var other = tables.Accounts.Find(Account.Normal(command.Email))?.Account;
        var name = command.Name.Trim();
        if ((Customer.NameRefusal(name) ?? Invitation.Refuse(invitation, command, other, now)) is { } refusal)
        {
            return Refused(submission, null, refusal, now);
        }

        var person = Uuid7.WithSequence(Uuid7.NextSequence(now, tables.Customers.Last()), context.Random);
        var account = new Account(
            Account.Normal(command.Email), submission.Passwords!.Hash!, invitation!.Role, invitation.Restaurants, IsTemporary: false);
        _record.Begin(submission, caller: null, now);
        return EndWithSession(
            person,
            account,
            context,
            () => _record.Write(new CustomerRegistered(person, name, "", "", now) { Account = account }),
            () => _record.Write(new InvitationClosed(invitation.Id, now)));
    }

    private Decision Dismiss(
        CommandSubmission submission, DismissStaff command, StoredCustomer? caller, DateTimeOffset now)
    {
        var id = Guid.TryParseExact(command.Person, "D", out var guid) ? guid : Guid.Empty;
        var found = Uuid7.TryGetSequence(id, out var number) ? tables.Accounts.Find(number) : null;
        var account = found is not null && PersonOf(found.Person) == id ? found.Account : null;
        var verdict = Staff.Dismiss(id, account, caller?.Caller, Operators(), now);
        return verdict.Refusal is { } refusal
            ? Refused(submission, caller, refusal, now)
            : Settled(
                submission,
                caller,
                now,
                () =>
                {
                    _record.Write(verdict.Happened!);
                    _record.Write(new SessionsEnded(id, null, null, now));
                },
                id);
    }

    /// <summary>No public call leads here: front ends alone send it, with the cluster key.</summary>
    private Decision Keep(CommandSubmission submission, KeepSiteKey command, DateTimeOffset now)
    {
        var verdict = SiteKeyKept.Decide(command, tables.SiteKeys.All() is [var (_, at), ..] ? at : null, now);
        if (verdict?.Refusal is { } refusal)
        {
            return Refused(submission, null, refusal, now);
        }

        var body = "{}"u8.ToArray();
        _record.Begin(submission, caller: null, now);
        _record.AnswerBody(Ok, body);
        if (verdict?.Happened is { } kept)
        {
            _record.Write(kept);
        }

        return new Decision(_record.End(), new Answer(Ok, body));
    }

    private Decision Make(
        CommandSubmission submission, MakeOperator command, StoredCustomer? caller, DecisionContext context)
    {
        var now = Milliseconds(context.Now);
        if (caller is not null)
        {
            return Refused(
                submission, caller, Staff.NotAllowed(caller.Caller, "Only who holds the town's key may do that."), now);
        }

        if (submission.Passwords?.Hash is not { } hash)
        {
            return Refused(submission, null, Refusal.Of([Account.PasswordFault(command.Password, "")!]), now);
        }

        var operators = tables.Accounts.Staff().Where(each => each.Account.Role == Role.Operator).ToList();
        var stands = command.Unless switch
        {
            "exists" => operators.Count > 0,
            "claimed" => operators.Exists(each => !each.Account.IsTemporary),
            _ => false,
        };
        if (stands)
        {
            return Refused(submission, null, new Refusal(Reason.OperatorExists, "This town has an operator."), now);
        }

        var account = new Account(Account.FirstOperator, hash, Role.Operator, [], IsTemporary: true);
        if (tables.Accounts.Find(Account.FirstOperator) is { } first)
        {
            var person = PersonOf(first.Person);
            return Settled(
                submission,
                null,
                now,
                () =>
                {
                    _record.Write(new AccountKept(person, account, now));
                    _record.Write(new SessionsEnded(person, null, null, now));
                },
                person);
        }

        var id = Uuid7.WithSequence(Uuid7.NextSequence(now, tables.Customers.Last()), context.Random);
        return Settled(
            submission,
            null,
            now,
            () => _record.Write(new CustomerRegistered(id, "Operator", "", "", now) { Account = account }),
            id);
    }

    private int Operators() => tables.Accounts.Staff().Count(each => each.Account.Role == Role.Operator);
}
