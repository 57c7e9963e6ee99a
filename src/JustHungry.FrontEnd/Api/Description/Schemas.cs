using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;

namespace JustHungry.FrontEnd.Api.Description;

/// <summary>
/// Makes schemas of records: each record a component of its own, so that one may contain itself. What a record's constructor
/// takes is required; what can be null may be null.
/// </summary>
internal sealed class Schemas(OpenApiDocument document)
{
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The schema of a type; for a record, a reference to its component, which is added if it is not there yet.</summary>
    public IOpenApiSchema Of(Type type)
    {
        if (Simple(type) is { } simple)
        {
            return simple;
        }
        if (ItemOf(type) is { } item)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(item) };
        }
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(type.Name))
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Description = Words(type) };
            document.AddComponent(type.Name, schema);
            Fill(schema, type);
        }
        return new OpenApiSchemaReference(type.Name, document);
    }

    private void Fill(OpenApiSchema schema, Type type)
    {
        var required = type.GetConstructors()[0].GetParameters().Select(static parameter => Name(parameter.Name!));
        schema.Required = new SortedSet<string>(required, StringComparer.Ordinal);
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        foreach (var property in type.GetProperties())
        {
            schema.Properties[Name(property.Name)] = Of(property);
        }
    }

    private IOpenApiSchema Of(PropertyInfo property)
    {
        var underlying = Nullable.GetUnderlyingType(property.PropertyType);
        var mayBeNull = underlying is not null || _nullability.Create(property).ReadState == NullabilityState.Nullable;
        var schema = Of(underlying ?? property.PropertyType);
        if (schema is OpenApiSchema inline)
        {
            inline.Description = Words(property);
            inline.Type = mayBeNull && inline.Type is { } known ? known | JsonSchemaType.Null : inline.Type;
            return inline;
        }
        return mayBeNull
            ? new OpenApiSchema { AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }], Description = Words(property) }
            : schema;
    }

    private static OpenApiSchema? Simple(Type type) => type switch
    {
        _ when type == typeof(string) => new() { Type = JsonSchemaType.String },
        _ when type == typeof(bool) => new() { Type = JsonSchemaType.Boolean },
        _ when type == typeof(int) => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        _ when type == typeof(long) => new() { Type = JsonSchemaType.Integer, Format = "int64" },
        _ when type == typeof(double) => new() { Type = JsonSchemaType.Number, Format = "double" },
        _ when type == typeof(DateTimeOffset) => new() { Type = JsonSchemaType.String, Format = "date-time" },
        _ => null,
    };

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    private static string? Words(MemberInfo member) => member.GetCustomAttribute<DescriptionAttribute>()?.Description;

    private static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
