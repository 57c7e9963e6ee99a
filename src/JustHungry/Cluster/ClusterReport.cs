using System.Globalization;
using System.Text;
using System.Text.Json;
using JustHungry.Replication.Replicas;
using Spectre.Console;

namespace JustHungry.Cluster;

/// <summary>Shows a <see cref="ClusterView"/> to a person or to a program.</summary>
internal static class ClusterReport
{
    public static void Print(ClusterView view, IAnsiConsole console)
    {
        console.WriteLine(view.View is null
            ? "No view yet: no replica has become the primary."
            : string.Create(CultureInfo.InvariantCulture, $"View {view.View.Number}, primary {view.Primary?.Replica.Id ?? "none just now"}"));
        console.Write(Table(view));
    }

    /// <summary>A row for each replica: id, role, process, address, position, how far behind, what is wrong.</summary>
    public static Table Table(ClusterView view)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("replica", "role", "process", "address");
        table.AddColumn(new TableColumn("position").RightAligned());
        table.AddColumn(new TableColumn("behind").RightAligned());
        foreach (var member in view.Members)
        {
            var status = member.Status;
            var gone = member.Role == ReplicaRole.Gone;
            table.AddRow(
                Escaped(member.Id),
                $"[{Colour(member.Role)}]{Word(member.Role)}[/]",
                gone ? "" : Number(status.Pid),
                gone ? "" : Escaped(status.Replica.Url),
                Number(status.Applied),
                gone ? "" : Number(Math.Max(0, view.Newest - status.Applied)));
            if (!gone && (status.Trouble ?? status.Refuses) is { } trouble)
            {
                table.AddRow("", $"[red]{Escaped(trouble)}[/]");
            }
            if (!gone && status.Notice is { } notice)
            {
                table.AddRow("", $"[grey]{Escaped(notice)}[/]");
            }
        }
        return table;
    }

    public static string Json(ClusterView view)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("view");
            if (view.View is { } known)
            {
                json.WriteNumber("number", known.Number);
                json.WriteString("primary", view.Primary?.Replica.Id);
            }
            json.WriteEndObject();
            json.WriteStartArray("replicas");
            foreach (var member in view.Members)
            {
                json.WriteStartObject();
                json.WriteString("id", member.Id);
                json.WriteString("role", Word(member.Role));
                json.WriteString("url", member.Status.Replica.Url);
                json.WriteNumber("pid", member.Status.Pid);
                json.WriteNumber("applied", member.Status.Applied);
                json.WriteNumber("durable", member.Status.Durable);
                json.WriteString("trouble", member.Status.Trouble);
                json.WriteString("refuses", member.Status.Refuses);
                json.WriteString("notice", member.Status.Notice);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Word(ReplicaRole role) => role switch
    {
        ReplicaRole.Joining => "joining",
        ReplicaRole.Backup => "backup",
        ReplicaRole.Primary => "primary",
        _ => "gone",
    };

    private static string Colour(ReplicaRole role) => role switch
    {
        ReplicaRole.Primary => "green",
        ReplicaRole.Backup => "default",
        ReplicaRole.Joining => "yellow",
        _ => "grey",
    };

    private static string Escaped(string text) => Markup.Escape(text);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
