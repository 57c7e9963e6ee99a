using System.Reflection;
using JustHungry.Replication.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JustHungry.Telemetry;

/// <summary>
/// Sends metrics and traces by OTLP, where an address for that is configured; else nobody listens, and nothing is counted. OpenTelemetry's
/// own variables hold (<c>OTEL_EXPORTER_OTLP_*</c>, <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_TRACES_SAMPLER</c>, …).
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";

    /// <summary>HTTP requests to a front end and between the parts, as the framework counts them.</summary>
    private const string Hosting = "Microsoft.AspNetCore.Hosting";

    private const string Requests = "Microsoft.AspNetCore";
    private const string Runtime = "System.Runtime";

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private OtlpExport(MeterProvider? metrics, TracerProvider? traces) => (_metrics, _traces) = (metrics, traces);

    /// <summary>Sets the address for this process and for those that it starts; null: as the environment has it.</summary>
    public static void Choose(string? endpoint)
    {
        if (endpoint is not null)
        {
            Environment.SetEnvironmentVariable(EndpointVariable, endpoint);
        }
        if (Environment.GetEnvironmentVariable(ProtocolVariable) is null)
        {
            Environment.SetEnvironmentVariable(ProtocolVariable, "http/protobuf");
        }
        if (Environment.GetEnvironmentVariable(SamplerVariable) is null)
        {
            // One request in a hundred: a town at full load makes thousands of spans a second.
            Environment.SetEnvironmentVariable(SamplerVariable, "parentbased_traceidratio");
            Environment.SetEnvironmentVariable("OTEL_TRACES_SAMPLER_ARG", "0.01");
        }
    }

    public static OtlpExport Start(string part, string instance)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            return new OtlpExport(null, null);
        }
        var version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var resource = ResourceBuilder.CreateDefault().AddService($"hungry-{part}", serviceVersion: version, serviceInstanceId: instance);
        return new OtlpExport(
            Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource).AddMeter(Measures.Name, Hosting, Runtime).AddOtlpExporter().Build(),
            Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource).AddSource(Measures.Name, Requests).AddOtlpExporter().Build());
    }

    /// <summary>Sends what is left, for a moment.</summary>
    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }
}
