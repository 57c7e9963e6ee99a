using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>
/// The menu editor. Each change is an edit of one place of the document as it is when the primary decides it, with the rules of an
/// import, so that two people may edit at once.
/// </summary>
internal static class MenuEditing
{
    private const int MostSizes = 20;
    private const string New = "new";

    internal static readonly string[] Allergens =
    [
        "celery", "crustaceans", "eggs", "fish", "gluten", "lupin", "milk", "molluscs", "mustard", "nuts", "peanuts", "sesame", "soya", "sulphites",
    ];

    internal static readonly string[] Labels = ["vegan", "vegetarian", "halal", "kosher", "hot1", "hot2", "hot3", "alcohol"];

    /// <summary><c>GET /kitchen/{slug}/menu</c>.</summary>
    public static Task Show(Visit visit) => ShowMenu(visit, null);

    /// <summary><c>GET /kitchen/{slug}/menu/{category}/{item}</c>; <c>new</c> is a dish that there is not yet.</summary>
    public static async Task ShowDish(Visit visit)
    {
        if (await KitchenPages.Place(visit) is not { } place || await Document(visit) is not { } document)
        {
            return;
        }
        var (category, item) = Find(document, visit.Part("category"), visit.Part("item"));
        if (category is null || (item is null && visit.Part("item") != New))
        {
            await visit.ShowNotFound();
            return;
        }
        await Show(visit, place, document, DishForm.Of(item), null, StatusCodes.Status200OK);
    }

    /// <summary><c>POST /kitchen/{slug}/menu/{category}/{item}</c>: saves it, or only shows how it would look.</summary>
    public static async Task SaveDish(Visit visit)
    {
        if (await KitchenPages.Place(visit) is not { } place || await Document(visit) is not { } document)
        {
            return;
        }
        var form = Read(visit);
        if (visit.Field("intent") == "preview")
        {
            await Show(visit, place, document, form, null, StatusCodes.Status200OK);
            return;
        }
        var at = $"menu/categories/{visit.Part("category")}/items";
        var (_, item) = Find(document, visit.Part("category"), visit.Part("item"));
        var edit = item is null
            ? new JsonObject { ["at"] = at, ["add"] = Members(form, FreshId(document, form.Name)) }
            : new JsonObject { ["at"] = $"{at}/{visit.Part("item")}", ["set"] = Members(form, visit.Part("item"), isChange: true) };
        var reply = await Edit(visit, edit);
        if (reply.IsFine)
        {
            await visit.GoTo($"/kitchen/{KitchenPages.Slug(visit)}/menu?saved=1#category-{visit.Part("category")}");
        }
        else if (reply.Status == StatusCodes.Status422UnprocessableEntity)
        {
            await Show(visit, place, document, form, reply.Trouble, reply.Status);
        }
        else
        {
            await visit.ShowTrouble(reply);
        }
    }

    /// <summary><c>POST /kitchen/{slug}/menu</c>: what stands above the menu, categories, the order of things, removing.</summary>
    public static async Task ChangeList(Visit visit)
    {
        if (await Document(visit) is not { } document)
        {
            return;
        }
        var at = visit.Field("at");
        var edit = visit.Field("intent") switch
        {
            "up" => new JsonObject { ["at"] = at, ["move"] = -1 },
            "down" => new JsonObject { ["at"] = at, ["move"] = 1 },
            "remove" => new JsonObject { ["at"] = at, ["remove"] = true },
            "about" => new JsonObject { ["at"] = "", ["set"] = About(visit) },
            "rename" => new JsonObject { ["at"] = at, ["set"] = new JsonObject { ["name"] = visit.Field("name") } },
            "add-category" => new JsonObject { ["at"] = "menu/categories", ["add"] = FreshCategory(visit, document) },
            _ => null,
        };
        var reply = edit is null ? new Reply(StatusCodes.Status400BadRequest, default) : await Edit(visit, edit);
        await (reply.IsFine ? visit.GoTo($"/kitchen/{KitchenPages.Slug(visit)}/menu?saved=1")
            : reply.Status == StatusCodes.Status422UnprocessableEntity ? ShowMenu(visit, reply.Trouble)
            : visit.ShowTrouble(reply));
    }

    /// <summary><c>GET /kitchen/{slug}/menu/{category}/{item}/remove</c>: asks once more.</summary>
    public static async Task AskRemoval(Visit visit)
    {
        if (await KitchenPages.Place(visit) is not { } place || await Document(visit) is not { } document)
        {
            return;
        }
        var (category, item) = Find(document, visit.Part("category"), visit.Part("item"));
        if (item is null)
        {
            await visit.ShowNotFound();
            return;
        }
        await visit.Show<ConfirmPage>(new()
        {
            [nameof(ConfirmPage.Title)] = visit.Texts["editor.remove-title", (string?)item["name"]],
            [nameof(ConfirmPage.Words)] = visit.Texts["editor.remove-words", place.Name],
            [nameof(ConfirmPage.Action)] = $"/kitchen/{KitchenPages.Slug(visit)}/menu",
            [nameof(ConfirmPage.Button)] = visit.Texts["editor.remove"],
            [nameof(ConfirmPage.Back)] = $"/kitchen/{KitchenPages.Slug(visit)}/menu",
            [nameof(ConfirmPage.Fields)] = (IReadOnlyList<KeyValuePair<string, string>>)
                [new("intent", "remove"), new("at", $"menu/categories/{(string?)category!["id"]}/items/{(string?)item["id"]}")],
        });
    }

    private static async Task ShowMenu(Visit visit, Trouble? trouble)
    {
        if (await KitchenPages.Place(visit) is not { } place || await Document(visit) is null)
        {
            return;
        }
        await visit.Show<MenuEditorPage>(
            new() { [nameof(MenuEditorPage.Place)] = place, [nameof(MenuEditorPage.Trouble)] = trouble },
            trouble?.Status ?? StatusCodes.Status200OK);
    }

    private static Task Show(Visit visit, KitchenPlace place, JsonNode document, DishForm form, Trouble? trouble, int status) =>
        visit.Show<DishEditorPage>(
            new()
            {
                [nameof(DishEditorPage.Place)] = place,
                [nameof(DishEditorPage.Category)] = visit.Part("category"),
                [nameof(DishEditorPage.Item)] = visit.Part("item"),
                [nameof(DishEditorPage.Form)] = form,
                [nameof(DishEditorPage.Groups)] = (IReadOnlyList<KitchenSize>)
                [
                    .. (document["menu"]!["modifierGroups"] as JsonArray ?? []).Select(static each => new KitchenSize((string)each!["id"]!, (string)each["name"]!, 0)),
                ],
                [nameof(DishEditorPage.Trouble)] = trouble,
            },
            status);

    private static Task<Reply> Edit(Visit visit, JsonObject edit) => visit.Send(
        "editRestaurant", new JsonObject { ["restaurant"] = visit.Part("slug"), ["edits"] = new JsonArray(edit) });

    private static async Task<JsonNode?> Document(Visit visit)
    {
        if (visit.Session is null)
        {
            await visit.SignInFirst();
            return null;
        }
        var reply = await visit.Ask($"restaurants/{KitchenPages.Slug(visit)}/document");
        if (reply.IsFine)
        {
            return JsonNode.Parse(reply.Body.Span);
        }
        await visit.ShowTrouble(reply);
        return null;
    }

    private static (JsonNode? Category, JsonNode? Item) Find(JsonNode document, string category, string item)
    {
        var found = (document["menu"]!["categories"] as JsonArray ?? []).FirstOrDefault(each => (string?)each!["id"] == category);
        return (found, (found?["items"] as JsonArray)?.FirstOrDefault(each => (string?)each!["id"] == item));
    }

    private static DishForm Read(Visit visit) => new(visit.Field("name"), visit.Field("description"), visit.Field("price"))
    {
        VatRate = int.TryParse(visit.Field("vat"), NumberStyles.None, CultureInfo.InvariantCulture, out var rate) ? rate : 2000,
        IsAvailable = visit.Form.ContainsKey("available"),
        Contains = [.. Allergens.Where(name => visit.Field($"allergen-{name}") == "contains")],
        MayContain = [.. Allergens.Where(name => visit.Field($"allergen-{name}") == "may")],
        Labels = [.. visit.Form["label"].OfType<string>().Where(Labels.Contains)],
        Groups = [.. visit.Form["group"].OfType<string>()],
        Stock = visit.Field("stock"),
        Sizes =
        [
            .. Enumerable.Range(0, MostSizes)
                .Select(index => new SizeForm(visit.Field($"size-{index}-id"), visit.Field($"size-{index}-name"), visit.Field($"size-{index}-price")))
                .Where(static size => size.Name.Length > 0),
        ],
    };

    private static JsonObject About(Visit visit) => new()
    {
        ["name"] = visit.Field("title"), ["description"] = visit.Field("about"), ["phone"] = visit.Field("phone"),
    };

    private static JsonObject FreshCategory(Visit visit, JsonNode document)
    {
        var dish = new DishForm(visit.Field("dish"), "", visit.Field("price"));
        return new JsonObject
        {
            ["id"] = FreshId(document, visit.Field("name")),
            ["name"] = visit.Field("name"),
            ["items"] = new JsonArray(Members(dish, FreshId(document, $"{dish.Name}"))),
        };
    }

    /// <summary>A dish as documents have it. What cannot be read goes as it is, so that the document's rules name the fault.</summary>
    private static JsonObject Members(DishForm form, string id, bool isChange = false)
    {
        var members = new JsonObject
        {
            ["id"] = id,
            ["name"] = form.Name,
            ["description"] = form.Description,
            ["price"] = Pence(form.Price),
            ["vatRate"] = form.VatRate,
            ["available"] = form.IsAvailable,
            ["allergens"] = new JsonObject { ["contains"] = List(form.Contains), ["mayContain"] = List(form.MayContain) },
        };
        Put(members, "labels", form.Labels.Count == 0 ? null : List(form.Labels), isChange);
        Put(members, "modifierGroups", form.Groups.Count == 0 ? null : List(form.Groups), isChange);
        Put(members, "stock", form.Stock.Length == 0 ? null : Number(form.Stock), isChange);
        Put(members, "variations", form.Sizes.Count == 0 ? null : new JsonArray([.. form.Sizes.Select(Size)]), isChange);
        return members;
    }

    private static JsonNode Size(SizeForm size) => new JsonObject
    {
        ["id"] = size.Id.Length > 0 ? size.Id : IdOf(size.Name), ["name"] = size.Name, ["price"] = Pence(size.Price),
    };

    /// <summary>In a change, null takes the member away; in a new dish it is left out.</summary>
    private static void Put(JsonObject members, string name, JsonNode? value, bool isChange)
    {
        if (value is not null || isChange)
        {
            members[name] = value;
        }
    }

    private static JsonArray List(IReadOnlyList<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);

    /// <summary>12.50, 12,5 or 12 as pence; what is no amount stays a text.</summary>
    private static JsonNode Pence(string text) =>
        decimal.TryParse(text.Replace(',', '.').TrimStart('£'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pounds)
        && pounds is >= 0 and < 100_000
            ? (int)Math.Round(pounds * 100)
            : text;

    private static JsonNode Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text;

    private static string FreshId(JsonNode document, string name)
    {
        var categories = (document["menu"]!["categories"] as JsonArray ?? []).ToList();
        var taken = categories.SelectMany(static each => (JsonArray)each!["items"]!).Concat(categories)
            .Concat(document["menu"]!["deals"] as JsonArray ?? []).Select(static each => (string?)each!["id"]).ToHashSet();
        var id = IdOf(name);
        for (var number = 2; taken.Contains(id) || id == New; number++)
        {
            id = $"{IdOf(name)}-{number}";
        }
        return id;
    }

    private static string IdOf(string name)
    {
        var id = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                id.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }
        var text = id.ToString().Trim('-');
        return text.Length == 0 ? "dish" : text.Length > 50 ? text[..50].Trim('-') : text;
    }
}

/// <summary>A dish as the editor's form has it. Immutable.</summary>
/// <param name="Price">As written, such as 12.50.</param>
public sealed record DishForm(string Name, string Description, string Price)
{
    public int VatRate { get; init; } = 2000;

    public bool IsAvailable { get; init; } = true;

    public IReadOnlyList<string> Contains { get; init; } = [];

    public IReadOnlyList<string> MayContain { get; init; } = [];

    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>How many portions there are, as written; empty: not counted.</summary>
    public string Stock { get; init; } = "";

    public IReadOnlyList<SizeForm> Sizes { get; init; } = [];

    /// <summary>Of an item of a document; of null, an empty form.</summary>
    internal static DishForm Of(JsonNode? item) => item is null
        ? new DishForm("", "", "")
        : new DishForm((string)item["name"]!, (string?)item["description"] ?? "", Pounds((long)item["price"]!))
        {
            VatRate = (int)item["vatRate"]!,
            IsAvailable = (bool)item["available"]!,
            Contains = Texts(item["allergens"]!["contains"]),
            MayContain = Texts(item["allergens"]!["mayContain"]),
            Labels = Texts(item["labels"]),
            Groups = Texts(item["modifierGroups"]),
            Stock = item["stock"] is { } stock ? ((long)stock).ToString(CultureInfo.InvariantCulture) : "",
            Sizes =
            [
                .. (item["variations"] as JsonArray ?? []).Select(static each =>
                    new SizeForm((string)each!["id"]!, (string)each["name"]!, Pounds((long)each["price"]!))),
            ],
        };

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(static each => (string)each!)];

    private static string Pounds(long pence) => (pence / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>A size in the editor's form. Immutable.</summary>
public sealed record SizeForm(string Id, string Name, string Price);
