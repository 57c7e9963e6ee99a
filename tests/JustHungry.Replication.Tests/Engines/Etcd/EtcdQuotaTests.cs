using System.Text;
using JustHungry.Replication.Engines.Etcd;
using JustHungry.Replication.Log;
using Xunit;

namespace JustHungry.Replication.Tests.Engines.Etcd;

/// <summary>A member whose quota is tiny: the log stops in words before it is full, and there is a way out when it is.</summary>
public sealed class EtcdQuotaTests : IAsyncLifetime
{
    private const int QuotaBytes = 64 * 1024 * 1024;
    private const int EntryBytes = 200_000;
    private EtcdCluster _etcd = null!;
    private EtcdLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _etcd = await EtcdCluster.Start(1, ["--quota-backend-bytes", $"{QuotaBytes}"]);
        _log = new EtcdLog(_etcd.Options("durham"), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _log?.Dispose();
        await (_etcd?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Nothing_more_is_taken_at_eighty_percent_until_the_log_is_trimmed()
    {
        var head = await _log.Create(new string('a', 32), default);
        LogUnavailableException? refusal = null;
        while (refusal is null && head.Position < 1000)
        {
            try
            {
                head = await Advance(head);
            }
            catch (LogUnavailableException error)
            {
                refusal = error;
            }
        }
        Assert.Contains("of its quota of 64.0 MiB in use", refusal?.Message, StringComparison.Ordinal);
        Assert.InRange(_log.Health!.QuotaUse, 0.8, 0.95);
        Assert.Empty(_log.Health.Alarms);
        Assert.Equal(head, await _log.Head(default));

        await _log.Trim(head.Position, default);
        var stopped = head;
        await Eventually.Is(async () =>
        {
            // As replicas do all the time: etcd counts what was dropped only when it next writes something.
            await _log.Register(Statuses.Of("replica-1"), default);
            return await TryAdvance(stopped) is not null;
        });
        Assert.Null((await _log.Inspect(default)).Refusal);
    }

    [Fact]
    public async Task An_alarm_is_reported_with_the_way_out_and_the_way_out_is_one()
    {
        var head = await Advance(await _log.Create(new string('a', 32), default));
        await FillBehindItsBack();

        var refusal = await Assert.ThrowsAsync<LogUnavailableException>(() => Advance(head));
        var member = Assert.Single(_log.Health!.Alarms).MemberId;
        foreach (var words in new[] { "NOSPACE", $"{member}", "compact", "defrag", "disarm", "trim" })
        {
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        }

        // Trimming is possible although etcd takes no puts, and the readers are told.
        await _log.Trim(head.Position, default);
        Assert.Equal(head.Position + 1, (await _log.Read(0, TimeSpan.Zero, default)).First);
        await Delete("ballast");
        Assert.Null((await _log.MakeRoom(default)).Trouble);
        Assert.Equal(head.Position + 1, (await Advance(head)).Position);
    }

    private async Task<LogHead> Advance(LogHead head)
    {
        var entry = Entries.Make(head, new string('x', EntryBytes));
        Assert.True(await _log.Advance(head, entry, default));
        return Entries.After(head, entry);
    }

    private async Task<LogHead?> TryAdvance(LogHead head)
    {
        try
        {
            return await Advance(head);
        }
        catch (LogUnavailableException)
        {
            return null;
        }
    }

    private async Task FillBehindItsBack()
    {
        using var http = new HttpClient();
        for (var i = 0; i < 1000; i++)
        {
            var answer = await http.PostAsync(
                new Uri(_etcd.Endpoints[0], "/v3/kv/put"), Json("ballast", new string('x', EntryBytes)));
            if (!answer.IsSuccessStatusCode)
            {
                return;
            }
        }
        Assert.Fail("The member takes no end of puts.");
    }

    private async Task Delete(string key)
    {
        using var http = new HttpClient();
        var answer = await http.PostAsync(new Uri(_etcd.Endpoints[0], "/v3/kv/deleterange"), Json(key, null));
        answer.EnsureSuccessStatusCode();
    }

    private static StringContent Json(string key, string? value)
    {
        var more = value is null ? "" : $",\"value\":\"{Convert.ToBase64String(Encoding.ASCII.GetBytes(value))}\"";
        return new StringContent($"{{\"key\":\"{Convert.ToBase64String(Encoding.ASCII.GetBytes(key))}\"{more}}}");
    }
}
