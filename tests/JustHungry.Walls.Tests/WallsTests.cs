using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace JustHungry.Walls.Tests;

/// <summary>The walls between the parts (section 1 of <c>docs/design.md</c>), read from the built assemblies.</summary>
public sealed class WallsTests
{
    private const string Ordering = "JustHungry.Ordering";
    private const string Replication = "JustHungry.Replication";
    private const string BackEnd = "JustHungry.BackEnd";
    private const string FrontEnd = "JustHungry.FrontEnd";
    private const string Client = "JustHungry.Client";

    [Theory]
    [InlineData(Ordering)]
    [InlineData(Replication)]
    [InlineData(BackEnd, Ordering, Replication)]
    [InlineData(FrontEnd, Ordering, Replication)]
    [InlineData(Client, Ordering, Replication)]
    public void Imports_point_downwards_only(string assembly, params string[] allowed)
    {
        var ours = References(assembly).Where(name => name.StartsWith("JustHungry.", StringComparison.Ordinal));
        Assert.Empty(ours.Except(allowed));
    }

    [Fact]
    public void Ordering_uses_no_package_but_the_time_zones()
    {
        var others = References(Ordering).Where(name => !name.StartsWith("System.", StringComparison.Ordinal));
        Assert.Empty(others.Except(["NodaTime", "netstandard", "System"]));
    }

    [Theory]
    [InlineData("System.IO", "File")]
    [InlineData("System.Net.Http", "HttpClient")]
    [InlineData("System.Threading.Tasks", "Task")]
    [InlineData("System", "TimeProvider")]
    public void Ordering_does_no_input_or_output_and_reads_no_clock(string space, string type) =>
        Assert.DoesNotContain($"{space}.{type}", Types(Ordering));

    [Fact]
    public void The_front_end_cannot_advance_the_log() =>
        Assert.DoesNotContain(Types(FrontEnd), type => type is "JustHungry.Replication.Log.ILog"
            or "JustHungry.Replication.Engines.LogAddress" or "JustHungry.Replication.Engines.Etcd.EtcdLog"
            or "JustHungry.Replication.Engines.Sqlite.HttpLog" or "JustHungry.Replication.Engines.Sqlite.LogFile");

    [Fact]
    public void SQL_stands_in_the_store_and_in_the_embedded_log_alone()
    {
        Assert.DoesNotContain(Types(FrontEnd), type => type.StartsWith("JustHungry.Replication.Sqlite", StringComparison.Ordinal));
        Assert.DoesNotContain(Types(Client), type => type.StartsWith("JustHungry.Replication.Sqlite", StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string assembly) => Read(
        assembly, reader => reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)));

    private static IEnumerable<string> Types(string assembly) => Read(
        assembly, reader => reader.TypeReferences.Select(handle => reader.GetTypeReference(handle))
            .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}"));

    private static List<string> Read(string assembly, Func<MetadataReader, IEnumerable<string>> read)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var image = new PEReader(file);
        return [.. read(image.GetMetadataReader())];
    }
}
