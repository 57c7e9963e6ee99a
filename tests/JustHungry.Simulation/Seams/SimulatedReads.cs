using JustHungry.BackEnd.Endpoints;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ReadAnswer = JustHungry.FrontEnd.BackEnd.ReadAnswer;

namespace JustHungry.Simulation.Seams;

/// <summary>The product's own read endpoints, called without a server: the same request and answer go in and out.</summary>
internal static class SimulatedReads
{
    private static readonly Dictionary<string, RequestDelegate> Endpoints = Map();

    /// <summary>Whose reads are called: an endpoint asks at its very beginning, before it waits for anything.</summary>
    [ThreadStatic]
    private static ReadSeams? t_current;

    /// <summary>What a replica answers to a read.</summary>
    public static async Task<ReadAnswer> Read(ReadSeams? seams, ReadRequest request)
    {
        var query = request.Path.IndexOf('?', StringComparison.Ordinal);
        var segments = (query < 0 ? request.Path : request.Path[..query]).Split('/');
        var id = segments is ["orders", var order, ..] ? order : null;
        if (id is not null)
        {
            segments[1] = "{id}";
        }
        var http = new DefaultHttpContext();
        http.Request.RouteValues["id"] = id;
        http.Request.QueryString = new QueryString(query < 0 ? "" : request.Path[query..]);
        Add(http, InnerApi.CallerHeader, request.Caller);
        Add(http, InnerApi.PositionHeader, request.Position);
        Add(http, InnerApi.ConsistencyHeader, request.Consistency);
        using var body = new MemoryStream();
        http.Response.Body = body;
        t_current = seams;
        try
        {
            await Endpoints[string.Join('/', segments)](http);
        }
        catch (StoreException)
        {
            // The replica turned to a snapshot while the read waited: the server answers so, and the front end asks the next.
            return new ReadAnswer(StatusCodes.Status503ServiceUnavailable, default, null, null, Behind: false);
        }
        return new ReadAnswer(
            http.Response.StatusCode,
            body.ToArray(),
            First(http, InnerApi.PositionHeader),
            First(http, InnerApi.AgeHeader),
            First(http, InnerApi.BehindHeader) == "1");
    }

    private static void Add(HttpContext http, string header, string? value)
    {
        if (value is not null)
        {
            http.Request.Headers[header] = value;
        }
    }

    private static string? First(HttpContext http, string header) =>
        http.Response.Headers.TryGetValue(header, out var value) ? value.ToString() : null;

    private static Dictionary<string, RequestDelegate> Map()
    {
        var routes = new Routes();
        ReadEndpoints.Map(routes, () => t_current);
        return routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .ToDictionary(endpoint => endpoint.RoutePattern.RawText![(InnerApi.Reads.Length + 1)..], endpoint => endpoint.RequestDelegate!);
    }

    private sealed class Routes : IEndpointRouteBuilder, IServiceProvider
    {
        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IServiceProvider ServiceProvider => this;

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(this);

        public object? GetService(Type serviceType) => null;
    }
}
