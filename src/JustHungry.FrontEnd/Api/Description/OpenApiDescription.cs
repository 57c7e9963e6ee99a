using System.Globalization;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Inner;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace JustHungry.FrontEnd.Api.Description;

/// <summary>Makes the OpenAPI 3.1 document out of the calls' descriptions.</summary>
internal static class OpenApiDescription
{
    public const string DocumentName = "v1";
    public const string Bearer = "token";

    private const string Introduction =
        """
        Order food from a town's restaurants while the servers behind this address come and go.

        **Getting started.** `POST /api/v1/customers` gives you a token; send it as `Authorization: Bearer <token>`. Look for
        restaurants with `GET /api/v1/restaurants`, then `POST /api/v1/orders`.

        **Exactly once.** Every order carries an `Idempotency-Key` of your own making. Whatever happens to the connection or to
        our servers: send the same order again under the same key, and you get the first answer, with `Idempotent-Replayed: true`.
        Refusals (409, 422) are answers too; to try again after one, use a new key.

        **Fresh reads.** Every answer carries `Hungry-Position`. Sent back, it makes a read see at least that.

        **Money** is in whole pence. **Times** are RFC 3339 in UTC. **Ids** are opaque. Fields are only ever added.

        **Refusals** are problem documents (RFC 9457) with a stable `type`.
        """;

    public static void Add(IServiceCollection services)
    {
        services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = static api => Of(api.ActionDescriptor.EndpointMetadata) is not null;
            options.AddDocumentTransformer((document, _, _) =>
            {
                DescribeAll(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Describe(operation, context);
                return Task.CompletedTask;
            });
        });
    }

    private static CallDescription? Of(IList<object> metadata) => metadata.OfType<CallDescription>().FirstOrDefault();

    private static void DescribeAll(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Just Hungry", Version = DocumentName, Description = Introduction };
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = ApiRoutes.Towns, Description = "Who cooks what, and where." },
            new() { Name = ApiRoutes.People, Description = "Who you are." },
            new() { Name = PeopleRoutes.Staff, Description = "Who works here." },
            new() { Name = ApiRoutes.Food, Description = "Order, look, follow, cancel." },
            new() { Name = KitchenRoutes.Kitchen, Description = "For restaurants: the board, and what the kitchen says of the moment." },
            new() { Name = ApiRoutes.Servers, Description = "How the servers behind this address are." },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The customer's token, from `POST /api/v1/customers`.",
            },
        };
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var call = Of(context.Description.ActionDescriptor.EndpointMetadata)!;
        var schemas = new Schemas(context.Document!);
        operation.OperationId = call.Name;
        operation.Summary = call.Summary;
        operation.Description = call.Text;
        operation.Tags = new HashSet<OpenApiTagReference> { new(call.Tag, context.Document) };
        operation.Parameters = [.. call.Parameters.Concat(Standard(call)).Select(Parameter)];
        if (call.Request is { } request)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = Content("application/json", schemas.Of(request)),
            };
        }
        operation.Responses = [];
        foreach (var (status, type, text) in call.Answers)
        {
            operation.Responses[Text(status)] = new OpenApiResponse
            {
                Description = text,
                Headers = Headers(call),
                Content = type is null ? null : Content(call.MediaType, schemas.Of(type)),
            };
        }
        var problem = schemas.Of(typeof(ProblemDocument));
        foreach (var sameStatus in Problems(call).Distinct().GroupBy(static reason => reason.Status()).OrderBy(static one => one.Key))
        {
            operation.Responses[Text(sameStatus.Key)] = new OpenApiResponse
            {
                Description = string.Join("\n\n", sameStatus.Select(static reason => $"`{reason.Code()}`: {reason.Title()}.")),
                Content = Content(Problem.MediaType, problem),
            };
        }
        if (call.NeedsToken)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        }
    }

    /// <summary>What the call may be refused for, with what may befall any call of its kind.</summary>
    private static IEnumerable<Reason> Problems(CallDescription call)
    {
        var common = new List<Reason>(call.Problems);
        if (call.NeedsToken)
        {
            common.AddRange([Reason.TokenMissing, Reason.TokenUnknown]);
        }
        if (call.Request is not null)
        {
            common.AddRange([Reason.MalformedRequest, Reason.BodyTooLarge, Reason.MediaTypeUnsupported]);
        }
        if (call.IsCommand)
        {
            common.AddRange([
                Reason.IdempotencyKeyMalformed, Reason.IdempotencyKeyReused, Reason.IdempotencyKeyExpired, Reason.TooManyRequests,
                Reason.OutcomeUnknown]);
        }
        if (call.IsRead)
        {
            common.AddRange([Reason.MalformedParameter, Reason.Unavailable]);
        }
        return common;
    }

    private static IEnumerable<ParameterDescription> Standard(CallDescription call)
    {
        if (call.IsCommand)
        {
            var isRequired = call.Problems.Contains(Reason.IdempotencyKeyMissing);
            yield return new(
                RequestHeaders.IdempotencyKey,
                "Your name for this command, 1 to 128 visible ASCII characters; a UUID of version 7 is a good one. The same command "
                + "again under it gets the first answer.",
                "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a11") { In = "header", IsRequired = isRequired };
        }
        if (call.IsRead)
        {
            yield return new(
                InnerApi.PositionHeader, "As received with an earlier answer: the read sees at least that.", "4f0c…:1742")
            { In = "header", IsRequired = false };
            yield return new(
                InnerApi.ConsistencyHeader,
                "`linearizable`: sees everything that was acknowledged before it began. `session`: sees at least the position. "
                + "Orders without a position are linearizable, everything else session.",
                "session") { In = "header", IsRequired = false };
        }
    }

    private static OpenApiParameter Parameter(ParameterDescription parameter) => new()
    {
        Name = parameter.Name,
        Description = parameter.Text,
        Required = parameter.IsRequired,
        In = Enum.Parse<ParameterLocation>(parameter.In, ignoreCase: true),
        Schema = new OpenApiSchema { Type = parameter.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
        Example = parameter.IsNumber ? int.Parse(parameter.Example, CultureInfo.InvariantCulture) : parameter.Example,
    };

    private static Dictionary<string, IOpenApiHeader>? Headers(CallDescription call)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (call.IsCommand || call.IsRead)
        {
            headers[InnerApi.PositionHeader] = Header("What the answer saw. Send it back with later reads.");
        }
        if (call.IsCommand)
        {
            headers["Idempotent-Replayed"] = Header("`true` where this is the answer that was given before.");
        }
        return headers.Count > 0 ? headers : null;
    }

    private static OpenApiHeader Header(string text) =>
        new() { Description = text, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static Dictionary<string, OpenApiMediaType> Content(string mediaType, IOpenApiSchema schema) =>
        new() { [mediaType] = new OpenApiMediaType { Schema = schema } };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
