using System.Text;
using JustHungry.Bench;
using Xunit;

namespace JustHungry.Tests.Bench;

public sealed class HttpAnswerTests
{
    private const string WithLength = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\nX: y\r\n\r\n{\"id\":\"o1\"}";

    private const string InChunks =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\nA\r\n:\"o1-long\"\r\n1\r\n}\r\n0\r\n\r\n";

    [Theory]
    [InlineData(WithLength, 201, "{\"id\":\"o1\"}")]
    [InlineData(InChunks, 200, "{\"id\":\"o1-long\"}")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    public void A_whole_answer_is_read(string text, int status, string body)
    {
        var received = Encoding.ASCII.GetBytes(text);

        Assert.True(HttpAnswer.TryRead(received, out var readStatus, out var readBody));
        Assert.Equal((status, body), (readStatus, Encoding.ASCII.GetString(received[readBody])));
    }

    [Theory]
    [InlineData(WithLength)]
    [InlineData(InChunks)]
    public void An_answer_is_not_taken_for_whole_before_its_last_byte(string text)
    {
        var whole = Encoding.ASCII.GetBytes(text);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(HttpAnswer.TryRead(whole[..length], out _, out _));
        }
    }

    [Fact]
    public void What_is_not_HTTP_has_no_status()
    {
        Assert.True(HttpAnswer.TryRead("SSH-2.0-OpenSSH\r\n\r\n"u8.ToArray(), out var status, out _));
        Assert.Equal(0, status);
    }
}
