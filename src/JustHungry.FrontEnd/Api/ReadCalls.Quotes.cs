using JustHungry.FrontEnd.BackEnd;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JustHungry.FrontEnd.Api;

/// <content>What a basket would come to, and for when it can be ordered.</content>
internal sealed partial class ReadCalls
{
    /// <summary><c>POST /quotes</c>: a read with a body. Nothing is decided or held, so it needs neither key nor token.</summary>
    public async Task Quote(HttpContext http)
    {
        string? caller = null, position = null, consistency = null;
        var refusal = http.Request.Headers.ContainsKey(HeaderNames.Authorization)
            ? RequestHeaders.Caller(http, out caller)
            : null;
        refusal ??= RequestHeaders.Freshness(http, out position, out consistency);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        var basket = await RequestBody.Read(http, RequestShapes.PlaceOrder);
        if (basket.Refusal is not null)
        {
            await Answers.Refuse(http, basket.Refusal);
            return;
        }
        var request = new ReadRequest("quotes", caller, position, consistency) { Body = basket.Command, Patience = ListPatience };
        await Write(http, await reads.Read(request, http.RequestAborted));
    }

    /// <summary><c>GET /restaurants/{slug}/orders</c>.</summary>
    public Task KitchenOrders(HttpContext http) => Personal(http, $"restaurants/{Segment(http, "slug")}/orders");

    /// <summary><c>GET /restaurants/{slug}/kitchen</c>.</summary>
    public Task Kitchen(HttpContext http) => Personal(http, $"restaurants/{Segment(http, "slug")}/kitchen");

    /// <summary><c>GET /restaurants/{slug}/orders/{id}</c>.</summary>
    public Task KitchenOrder(HttpContext http) =>
        Personal(http, $"restaurants/{Segment(http, "slug")}/orders/{Segment(http, "id")}");

    /// <summary><c>GET /restaurants/{slug}/takings</c>.</summary>
    public Task Takings(HttpContext http) => Personal(http, $"restaurants/{Segment(http, "slug")}/takings");

    /// <summary><c>GET /trail</c>.</summary>
    public Task Trail(HttpContext http) => Personal(http, "trail");

    /// <summary><c>GET /cluster/history</c>.</summary>
    public Task ClusterHistory(HttpContext http) => Personal(http, "cluster/history");

    /// <summary><c>GET /cluster/rates</c>.</summary>
    public Task ClusterRates(HttpContext http) => Personal(http, "cluster/rates");

    /// <summary><c>GET /vouchers</c>.</summary>
    public Task Vouchers(HttpContext http) => Personal(http, "vouchers");

    /// <summary><c>GET /restaurants/{slug}/slots</c>.</summary>
    public Task Slots(HttpContext http) => Read(http, $"restaurants/{Segment(http, "slug")}/slots", null);
}
