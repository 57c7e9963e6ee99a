using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>Vouchers: operators make any, owners those for their own restaurants.</summary>
internal static class VoucherPages
{
    /// <summary><c>GET /vouchers</c>.</summary>
    public static Task List(Visit visit) => Show(visit, null);

    /// <summary><c>POST /vouchers</c>: makes one, or changes it.</summary>
    public static async Task Put(Visit visit)
    {
        var document = new JsonObject { ["code"] = visit.Field("code"), ["name"] = visit.Field("name"), ["kind"] = visit.Field("kind") };
        switch (visit.Field("kind"))
        {
            case "percent":
                document["percent"] = Number(visit.Field("worth"));
                break;
            case "fixed":
                document["amount"] = Pence(visit.Field("worth"));
                document["currency"] = "GBP";
                break;
        }
        foreach (var name in (ReadOnlySpan<string>)["validFrom", "validTo"])
        {
            if (visit.Field(name) is { Length: > 0 } date)
            {
                document[name] = date;
            }
        }
        if (visit.Field("minimum") is { Length: > 0 } minimum)
        {
            document["minimum"] = Pence(minimum);
        }
        foreach (var name in (ReadOnlySpan<string>)["uses", "usesPerCustomer"])
        {
            if (visit.Field(name) is { Length: > 0 } number)
            {
                document[name] = Number(number);
            }
        }
        var slugs = visit.Field("restaurants").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (slugs.Length > 0)
        {
            document["restaurants"] = new JsonArray([.. slugs.Select(static slug => (JsonNode)slug)]);
        }
        if (visit.Form.ContainsKey("first"))
        {
            document["firstOrderOnly"] = true;
        }
        await Send(visit, document, $"/vouchers?made={Uri.EscapeDataString(visit.Field("code"))}");
    }

    /// <summary><c>GET /vouchers/{code}/end</c>: asks once more.</summary>
    public static async Task AskEnd(Visit visit)
    {
        if (!PeoplePages.Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        await visit.Show<ConfirmPage>(new()
        {
            [nameof(ConfirmPage.Title)] = visit.Texts["voucher.end-title", visit.Part("code")],
            [nameof(ConfirmPage.Words)] = visit.Texts["voucher.end-words"],
            [nameof(ConfirmPage.Action)] = visit.Address,
            [nameof(ConfirmPage.Button)] = visit.Texts["voucher.end"],
            [nameof(ConfirmPage.Back)] = "/vouchers",
        });
    }

    /// <summary><c>POST /vouchers/{code}/end</c>: its uses become none.</summary>
    public static async Task End(Visit visit)
    {
        var found = (await All(visit))?.FirstOrDefault(each => each.Code == visit.Part("code"));
        if (found is null)
        {
            await visit.ShowNotFound();
            return;
        }
        var document = (JsonObject)JsonNode.Parse(found.Voucher.GetRawText())!;
        document["uses"] = 0;
        await Send(visit, document, "/vouchers?ended=1");
    }

    private static async Task Send(Visit visit, JsonObject document, string after)
    {
        var reply = await visit.Send("putVoucher", new JsonObject { ["document"] = document });
        await (reply.IsFine ? visit.GoTo(after)
            : reply.Status is StatusCodes.Status422UnprocessableEntity or StatusCodes.Status403Forbidden ? Show(visit, reply.Trouble)
            : visit.ShowTrouble(reply));
    }

    private static async Task Show(Visit visit, Trouble? trouble)
    {
        if (!PeoplePages.Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        var after = visit.Query("after") is { Length: > 0 } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : "";
        var reply = await visit.Ask($"vouchers?limit=50{after}");
        await (reply.IsFine
            ? visit.Show<VouchersPage>(
                new()
                {
                    [nameof(VouchersPage.Page)] = reply.Read(StaffJson.Default.VoucherList),
                    [nameof(VouchersPage.Trouble)] = trouble,
                },
                trouble?.Status ?? StatusCodes.Status200OK)
            : visit.ShowTrouble(reply));
    }

    // The one before that code in the order of codes leads to the page with it.
    private static async Task<IReadOnlyList<ListedVoucher>?> All(Visit visit)
    {
        var code = visit.Part("code");
        var before = code.Length > 0 ? code[..^1] : "";
        var reply = await visit.Ask($"vouchers?limit=100{(before.Length > 0 ? $"&after={Uri.EscapeDataString(before)}" : "")}");
        return reply.IsFine ? reply.Read(StaffJson.Default.VoucherList).Items : null;
    }

    private static JsonNode Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text;

    private static JsonNode Pence(string text) =>
        decimal.TryParse(text.Replace(',', '.').TrimStart('£'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pounds)
        && pounds is >= 0 and < 100_000
            ? (int)Math.Round(pounds * 100)
            : text;
}
