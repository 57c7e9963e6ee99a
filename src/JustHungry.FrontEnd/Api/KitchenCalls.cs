using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls of a kitchen that change something, and those that make vouchers. Safe for many threads.</summary>
internal sealed class KitchenCalls(CommandCalls commands)
{
    private static readonly JsonShape.ObjectShape Move = new()
    {
        Members =
        [
            new("minutes", JsonShape.Number),
            new("reason", JsonShape.Text),
            new("note", JsonShape.Text),
        ],
    };

    private static readonly JsonShape.ObjectShape Why = new()
    {
        Members = [new("reason", JsonShape.Text), new("note", JsonShape.Text)],
    };

    private static readonly CommandCall PauseCall = OfRestaurant("pauseRestaurant", new JsonShape.ObjectShape
    {
        Members = [new("minutes", JsonShape.Number, IsRequired: true)],
    });

    private static readonly CommandCall BusyCall = OfRestaurant("keepBusy", new JsonShape.ObjectShape
    {
        Members = [new("minutes", JsonShape.Number, IsRequired: true), new("for", JsonShape.Number)],
    });

    private static readonly CommandCall StockCall = OfRestaurant("setStock", new JsonShape.ObjectShape
    {
        Members =
        [
            new("item", JsonShape.Text), new("variation", JsonShape.Text), new("group", JsonShape.Text),
            new("modifier", JsonShape.Text), new("available", JsonShape.Flag), new("until", JsonShape.Text),
            new("left", JsonShape.Number),
        ],
    });

    private static readonly CommandCall EditCall = OfRestaurant("editRestaurant", new JsonShape.ObjectShape
    {
        Members =
        [
            new("edits", JsonShape.ListOf(new JsonShape.ObjectShape
            {
                Members =
                [
                    new("at", JsonShape.Text, IsRequired: true), new("set", JsonShape.Anything), new("add", JsonShape.Anything),
                    new("before", JsonShape.Text), new("remove", JsonShape.Flag), new("move", JsonShape.Number),
                ],
            }), IsRequired: true),
        ],
    });

    private static readonly CommandCall VoucherCall = new("putVoucher")
    {
        NeedsToken = true,
        Location = "/api/v1/vouchers",
        Shape = new JsonShape.ObjectShape
        {
            Members =
            [
                new("code", JsonShape.Text, IsRequired: true), new("name", JsonShape.Text, IsRequired: true),
                new("kind", JsonShape.Text, IsRequired: true), new("percent", JsonShape.Number),
                new("amount", JsonShape.Number), new("currency", JsonShape.Text), new("validFrom", JsonShape.Text),
                new("validTo", JsonShape.Text), new("days", JsonShape.ListOf(JsonShape.Text)),
                new("from", JsonShape.Text), new("to", JsonShape.Text), new("minimum", JsonShape.Number),
                new("restaurants", JsonShape.ListOf(JsonShape.Text)),
                new("cuisines", JsonShape.ListOf(JsonShape.Text)), new("service", JsonShape.Text),
                new("firstOrderOnly", JsonShape.Flag), new("uses", JsonShape.Number),
                new("usesPerCustomer", JsonShape.Number),
            ],
        },
        Complete = static (_, body) => (byte[])[.. "{\"document\":"u8, .. body.Span, (byte)'}'],
    };

    /// <summary><c>POST /orders/{id}/cancel</c>: of a customer, of a restaurant, of an operator.</summary>
    public static CommandCall Cancel { get; } = new("cancelOrder")
    {
        NeedsToken = true,
        Shape = Why,
        MayBeEmpty = true,
        Complete = static (http, body) => With(body, ("order", Route(http, "id"))),
    };

    /// <summary><c>POST /orders/{id}/accept</c> and the like; the last part of the path is the action.</summary>
    public Func<HttpContext, Task> Moves(string action)
    {
        var call = new CommandCall("moveOrder")
        {
            NeedsToken = true,
            Shape = Move,
            MayBeEmpty = true,
            Complete = (http, body) => With(body, ("order", Route(http, "id")), ("action", action)),
        };
        return http => commands.Forward(http, call);
    }

    /// <summary><c>POST /restaurants/{slug}/pause</c>.</summary>
    public Task Pause(HttpContext http) => commands.Forward(http, PauseCall);

    /// <summary><c>POST /restaurants/{slug}/busy</c>.</summary>
    public Task Busy(HttpContext http) => commands.Forward(http, BusyCall);

    /// <summary><c>POST /restaurants/{slug}/stock</c>.</summary>
    public Task Stock(HttpContext http) => commands.Forward(http, StockCall);

    /// <summary><c>POST /restaurants/{slug}/edits</c>.</summary>
    public Task Edit(HttpContext http) => commands.Forward(http, EditCall);

    /// <summary><c>POST /vouchers</c>.</summary>
    public Task Voucher(HttpContext http) => commands.Forward(http, VoucherCall);

    private static CommandCall OfRestaurant(string type, JsonShape shape) => new(type)
    {
        NeedsToken = true,
        Shape = shape,
        Complete = static (http, body) => With(body, ("restaurant", Route(http, "slug"))),
    };

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    /// <summary>An object with further members before its own.</summary>
    private static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> body, params ReadOnlySpan<(string Name, string Value)> members)
    {
        var whole = new ArrayBufferWriter<byte>(body.Length + 128);
        whole.Write("{"u8);
        for (var index = 0; index < members.Length; index++)
        {
            whole.Write(Encoding.UTF8.GetBytes(
                $"{(index > 0 ? "," : "")}\"{members[index].Name}\":\"{JsonEncodedText.Encode(members[index].Value)}\""));
        }
        if (body.Length > 2)
        {
            whole.Write(","u8);
        }
        whole.Write(body.Span[1..]);
        return whole.WrittenMemory;
    }
}
