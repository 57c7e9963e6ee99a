using JustHungry.Ordering.People;

namespace JustHungry.BackEnd.Store;

/// <content>What happens to people.</content>
internal sealed partial class RecordWriter
{
    public void Write(AccountKept kept)
    {
        BeginEvent("accountKept"u8);
        _json.WriteString("id"u8, kept.Person);
        WriteAccount(kept.Account);
        _json.WriteEndObject();
    }

    public void Write(SiteKeyKept kept)
    {
        BeginEvent("siteKeyKept"u8);
        _json.WriteString("secret"u8, kept.Secret);
        _json.WriteEndObject();
    }

    public void Write(SessionBegun begun)
    {
        BeginEvent("sessionBegun"u8);
        _json.WriteString("id"u8, begun.Session);
        _json.WriteString("person"u8, begun.Person);
        _json.WriteString("tokenHash"u8, begun.TokenHash);
        _json.WriteNumber("expires"u8, begun.Expires.ToUnixTimeMilliseconds());
        _json.WriteEndObject();
    }

    public void Write(SessionsEnded ended)
    {
        BeginEvent("sessionsEnded"u8);
        _json.WriteString("id"u8, ended.Person);
        WriteIfAny("only"u8, ended.Only);
        WriteIfAny("except"u8, ended.Except);
        _json.WriteEndObject();
    }

    public void Write(AttemptFailed failed)
    {
        BeginEvent("attemptFailed"u8);
        _json.WriteString("subject"u8, failed.Subject);
        _json.WriteEndObject();
    }

    public void Write(PersonChanged changed)
    {
        BeginEvent("personChanged"u8);
        _json.WriteString("id"u8, changed.Person);
        WriteIfAny("name"u8, changed.Name);
        WriteIfAny("postcode"u8, changed.Postcode);
        WriteIfAny("phone"u8, changed.Phone);
        WriteIfAny("address"u8, changed.Address);
        _json.WriteEndObject();
    }

    public void Write(StaffInvited invited)
    {
        BeginEvent("staffInvited"u8);
        _json.WriteString("id"u8, invited.Invitation.Id);
        _json.WriteString("role"u8, invited.Invitation.Role.Code());
        _json.WriteString("restaurants"u8, AccountsTable.Joined(invited.Invitation.Restaurants));
        _json.WriteString("codeHash"u8, invited.CodeHash);
        _json.WriteNumber("expires"u8, invited.Invitation.Expires.ToUnixTimeMilliseconds());
        _json.WriteEndObject();
    }

    public void Write(InvitationClosed closed)
    {
        BeginEvent("invitationClosed"u8);
        _json.WriteString("id"u8, closed.Invitation);
        _json.WriteEndObject();
    }

    public void Write(PersonErased erased)
    {
        BeginEvent("personErased"u8);
        _json.WriteString("id"u8, erased.Person);
        _json.WriteBoolean("inPieces"u8, true);
        _json.WriteEndObject();
    }

    /// <summary>Some more orders of an erased person are forgotten.</summary>
    public void WriteOrdersErased(long person)
    {
        BeginEvent("ordersErased"u8);
        _json.WriteNumber("number"u8, person);
        _json.WriteEndObject();
    }

    public void Write(ActNoted noted)
    {
        BeginEvent("actNoted"u8);
        _json.WriteString("act"u8, noted.Act);
        _json.WriteString("subject"u8, noted.Subject);
        _json.WriteEndObject();
    }

    private void WriteAccount(Account account)
    {
        _json.WriteString("email"u8, account.Email);
        _json.WriteString("password"u8, account.PasswordHash);
        _json.WriteString("role"u8, account.Role.Code());
        _json.WriteString("restaurants"u8, AccountsTable.Joined(account.Restaurants));
        _json.WriteBoolean("temporary"u8, account.IsTemporary);
    }

    private void WriteIfAny(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }
}
