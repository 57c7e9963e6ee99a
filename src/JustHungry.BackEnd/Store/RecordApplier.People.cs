using System.Buffers.Binary;
using System.Globalization;
using JustHungry.Ordering.People;

namespace JustHungry.BackEnd.Store;

/// <content>What happens to people.</content>
internal sealed partial class RecordApplier
{
    private const int ErasedAtOnce = 500;

    /// <summary>No token has a hash of one byte.</summary>
    private static readonly byte[] NoToken = [0];

    /// <summary>False where the event is none of these.</summary>
    private bool ApplyPeople(in EventFields fields, scoped ReadOnlySpan<byte> id, long at)
    {
        if (fields.Type.SequenceEqual("accountKept"u8))
        {
            tables.Accounts.Put(NumberOf(fields.Id), AccountOf(fields), at);
        }
        else if (fields.Type.SequenceEqual("sessionBegun"u8))
        {
            var token = Convert.FromHexString(fields.Texts["tokenHash"]);
            var person = NumberOf(Guid.Parse(fields.Texts["person"], CultureInfo.InvariantCulture));
            tables.Sessions.Add(token, id, person, at, fields.Expires);
        }
        else if (fields.Type.SequenceEqual("sessionsEnded"u8))
        {
            EndSessions(NumberOf(fields.Id), HashIn(fields, "only"), HashIn(fields, "except"));
        }
        else if (fields.Type.SequenceEqual("siteKeyKept"u8))
        {
            tables.SiteKeys.Keep(fields.Texts["secret"], at);
        }
        else if (fields.Type.SequenceEqual("attemptFailed"u8))
        {
            tables.Sessions.AddAttempt(fields.Texts["subject"], at);
        }
        else if (fields.Type.SequenceEqual("personChanged"u8))
        {
            var person = NumberOf(fields.Id);
            tables.Customers.Change(
                person, fields.Texts.GetValueOrDefault("name"), fields.Texts.GetValueOrDefault("postcode"));
            PutContact(person, fields);
        }
        else if (fields.Type.SequenceEqual("staffInvited"u8))
        {
            Expect(Roles.TryParse(fields.Texts["role"], out var role));
            var expires = DateTimeOffset.FromUnixTimeMilliseconds(fields.Expires);
            var invitation = new Invitation(fields.Id, role, AccountsTable.Slugs(RestaurantsOf(fields)), expires);
            tables.Sessions.Add(Convert.FromHexString(fields.Texts["codeHash"]), invitation, at);
        }
        else if (fields.Type.SequenceEqual("invitationClosed"u8))
        {
            tables.Sessions.CloseInvitation(id);
        }
        else if (fields.Type.SequenceEqual("personErased"u8))
        {
            Erase(NumberOf(fields.Id), inPieces: fields.TextOrNull("inPieces") == "true");
        }
        else if (fields.Type.SequenceEqual("ordersErased"u8))
        {
            EraseSome(fields.Number, tables.Rounds.ErasedFrom(fields.Number));
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>What a registration says beside name, postcode and token.</summary>
    private void ApplyDetails(in EventFields fields, long at)
    {
        var person = NumberOf(fields.Id);
        PutContact(person, fields);
        if (fields.Texts.ContainsKey("email"))
        {
            tables.Accounts.Put(person, AccountOf(fields), at);
        }
    }

    private void PutContact(long person, in EventFields fields)
    {
        var (phone, address) = (fields.Texts.GetValueOrDefault("phone"), fields.Texts.GetValueOrDefault("address"));
        if (phone is not null || address is not null)
        {
            tables.Accounts.PutContact(person, phone, address);
        }
    }

    /// <summary>The token of the registration is one of them.</summary>
    private void EndSessions(long person, byte[]? only, byte[]? except)
    {
        var first = tables.Customers.TokenOf(person);
        var isFirst = only is null ? !first.AsSpan().SequenceEqual(except) : first.AsSpan().SequenceEqual(only);
        if (isFirst)
        {
            RevokeToken(person);
        }

        if (only is not null)
        {
            tables.Sessions.End(person, only);
        }
        else
        {
            tables.Sessions.EndOthers(person, except ?? NoToken);
        }
    }

    /// <summary>Unlike any hash, and like nobody else's.</summary>
    private void RevokeToken(long person) => tables.Customers.PutToken(person, RevokedToken(person));

    private static byte[] RevokedToken(long person)
    {
        var token = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(token, person);
        return token;
    }

    /// <summary>
    /// Forgets a person: name, address, phone, e-mail, password and tokens. Their orders stay as the law wants the figures
    /// kept, without whom they were for.
    /// </summary>
    /// <param name="inPieces">True: older orders than the latest are left to further entries, so that none takes long. Entries of
    /// older programs have all of them forgotten at once.</param>
    private void Erase(long person, bool inPieces)
    {
        EndSessions(person, only: null, except: null);
        tables.Accounts.Erase(person);
        tables.Customers.Change(person, "", "");
        var before = EraseSome(person, long.MaxValue);
        while (!inPieces && before is { } next)
        {
            before = EraseSome(person, next);
        }
    }

    /// <summary>Forgets whom the latest orders before a number were for; the number to go on from, or null at the end.</summary>
    private long? EraseSome(long person, long before)
    {
        var page = tables.Orders.Page(person, before, ErasedAtOnce);
        foreach (var order in page)
        {
            if (Rendering.PhoneIn(order.Document) is { } phone)
            {
                tables.Orders.RemovePhone(phone, order.Number);
            }

            tables.Orders.PutDocument(order.Number, Rendering.WithoutPerson(order.Document));
        }

        long? next = page.Count < ErasedAtOnce ? null : page[^1].Number;
        tables.Rounds.PutErasure(person, next);
        return next;
    }

    private static Account AccountOf(in EventFields fields)
    {
        Expect(Roles.TryParse(fields.Texts["role"], out var role));
        return new Account(
            fields.Texts["email"],
            fields.Texts["password"],
            role,
            AccountsTable.Slugs(RestaurantsOf(fields)),
            fields.Texts["temporary"] == "true");
    }

    private static string RestaurantsOf(in EventFields fields) => fields.Texts["restaurants"];

    private static byte[]? HashIn(in EventFields fields, string name) =>
        fields.Texts.TryGetValue(name, out var hex) ? Convert.FromHexString(hex) : null;
}
