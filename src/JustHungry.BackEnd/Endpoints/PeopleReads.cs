using System.Text.Json;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads of customers and of postcodes.</summary>
internal static class PeopleReads
{
    private const int ExportedOrders = 1_000;

    /// <summary>Who holds the cluster key may see what an operator may.</summary>
    public static Caller KeyHolder { get; } = new("", Role.Operator, []);

    /// <summary>Who the caller is.</summary>
    public static ReadAnswer Me(Tables tables, StoredCustomer caller) => ReadAnswer.Of(json => WriteMe(json, tables, caller));

    /// <summary>All that is kept about the caller.</summary>
    public static ReadAnswer Export(Tables tables, StoredCustomer caller, DateTimeOffset now)
    {
        var orders = tables.Orders.Page(caller.Number, long.MaxValue, ExportedOrders + 1);
        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("person"u8);
            WriteMe(json, tables, caller);
            OrderDocument.WriteTime(json, "registeredAt"u8, Uuid7.TimeOf(caller.Number));
            json.WriteStartArray("sessions"u8);
            foreach (var (id, at, expires) in tables.Sessions.Of(caller.Number, now))
            {
                json.WriteStartObject();
                json.WriteString("id"u8, id);
                OrderDocument.WriteTime(json, "at"u8, at);
                OrderDocument.WriteTime(json, "expires"u8, expires);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("orders"u8);
            foreach (var order in orders.Take(ExportedOrders))
            {
                json.WriteRawValue(
                    Rendering.Order(order.Document, tables.Orders.History(order, order.Version)), skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteString(
                "next"u8,
                orders.Count > ExportedOrders ? $"/api/v1/orders?limit=100&after={orders[ExportedOrders - 1].Id}" : null);
            json.WriteEndObject();
        });
    }

    /// <summary>Who works here, as far as it is the caller's matter.</summary>
    public static ReadAnswer Staff(Tables tables, Caller by)
    {
        if (!by.IsOperator && by.Role != Role.Owner)
        {
            return Ordering.People.Staff.NotAllowed(by, "Only owners and operators see who works here.");
        }

        return Items(tables.Accounts.Staff().Where(each => Sees(by, each.Account.Role, each.Account.Restaurants)), (json, each) =>
        {
            var person = tables.Customers.Find(each.Person)!.Customer;
            json.WriteString("id"u8, person.Id);
            json.WriteString("name"u8, person.Name);
            json.WriteString("email"u8, each.Account.Email);
            WriteRole(json, each.Account.Role, each.Account.Restaurants);
            json.WriteBoolean("passwordChangeNeeded"u8, each.Account.IsTemporary);
        });
    }

    /// <summary>Invitations that can still be used, as far as they are the caller's matter.</summary>
    public static ReadAnswer Invitations(Tables tables, Caller by, DateTimeOffset now)
    {
        if (!by.IsOperator && by.Role != Role.Owner)
        {
            return Ordering.People.Staff.NotAllowed(by, "Only owners and operators see who is invited.");
        }

        return Items(tables.Sessions.Invitations(now).Where(each => Sees(by, each.Role, each.Restaurants)), (json, each) =>
        {
            json.WriteString("id"u8, each.Id);
            WriteRole(json, each.Role, each.Restaurants);
            OrderDocument.WriteTime(json, "expires"u8, each.Expires);
        });
    }

    /// <summary>What front ends seal cookies with, as they sealed it themselves; the newest first.</summary>
    public static ReadAnswer SiteKeys(Tables tables) => Items(tables.SiteKeys.All(), (json, each) =>
    {
        json.WriteString("secret"u8, each.Secret);
        OrderDocument.WriteTime(json, "at"u8, each.At);
    });

    /// <summary>Where a postcode lies.</summary>
    public static ReadAnswer Postcode(Postcode postcode, PostcodeLookup lookup)
    {
        if (!lookup.Exists)
        {
            return UnknownPostcode(postcode);
        }

        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("postcode"u8, postcode.ToString());
            if (lookup.Place is { Latitude: { } latitude, Longitude: { } longitude })
            {
                json.WriteNumber("latitude"u8, latitude);
                json.WriteNumber("longitude"u8, longitude);
            }
            else
            {
                json.WriteNull("latitude"u8);
                json.WriteNull("longitude"u8);
            }

            json.WriteString("source"u8, lookup.Place?.Source ?? "none");
            json.WriteBoolean("approximate"u8, lookup.Place?.Approximate ?? false);
            json.WriteEndObject();
        });
    }

    /// <summary>The refusal of a postcode that a service says there is not.</summary>
    public static Refusal UnknownPostcode(Postcode postcode) =>
        new(Reason.PostcodeNotFound, $"There is no postcode {postcode}: please check how it is written.");

    /// <summary>The refusal of what is no postcode.</summary>
    public static Refusal MalformedPostcode(string problem) =>
        Refusal.Of([new Fault("postcode", Reason.PostcodeMalformed, problem)]);

    private static void WriteMe(Utf8JsonWriter json, Tables tables, StoredCustomer caller)
    {
        var (phone, address) = tables.Accounts.Contact(caller.Number);
        json.WriteStartObject();
        json.WriteString("id"u8, caller.Customer.Id);
        json.WriteString("name"u8, caller.Customer.Name);
        json.WriteString("postcode"u8, caller.Customer.Postcode);
        json.WriteString("phone"u8, phone.Length == 0 ? null : phone);
        if (address.Length == 0)
        {
            json.WriteNull("address"u8);
        }
        else
        {
            WriteTexts(json, "address"u8, address.Split('\n'));
        }

        json.WriteString("email"u8, tables.Accounts.Find(caller.Number)?.Account.Email);
        WriteRole(json, caller.Role, caller.Restaurants);
        json.WriteBoolean("passwordChangeNeeded"u8, caller.MustChangePassword);
        json.WriteEndObject();
    }

    private static bool Sees(Caller by, Role role, IReadOnlyList<string> restaurants) =>
        by.IsOperator || (role != Role.Operator && restaurants.Any(by.MayManage));

    private static ReadAnswer Items<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => ReadAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("next"u8);
        json.WriteEndObject();
    });

    private static void WriteRole(Utf8JsonWriter json, Role role, IReadOnlyList<string> restaurants)
    {
        json.WriteString("role"u8, role.Code());
        WriteTexts(json, "restaurants"u8, restaurants);
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
