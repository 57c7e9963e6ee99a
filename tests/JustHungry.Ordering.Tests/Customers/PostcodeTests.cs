using JustHungry.Ordering.Customers;

namespace JustHungry.Ordering.Tests.Customers;

public sealed class PostcodeTests
{
    [Theory]
    [InlineData("dh13le", "DH1 3LE", "DH1")]
    [InlineData(" Dh1  3lE ", "DH1 3LE", "DH1")]
    [InlineData("M1 1AE", "M1 1AE", "M1")]
    [InlineData("b338th", "B33 8TH", "B33")]
    [InlineData("CR2 6XH", "CR2 6XH", "CR2")]
    [InlineData("DN551PT", "DN55 1PT", "DN55")]
    [InlineData("W1A 1HQ", "W1A 1HQ", "W1A")]
    [InlineData("ec1a1bb", "EC1A 1BB", "EC1A")]
    [InlineData("gir 0aa", "GIR 0AA", "GIR")]
    [InlineData("BF1 2AT", "BF1 2AT", "BF1")]
    public void A_postcode_is_read_whatever_its_case_and_spaces(string text, string postcode, string outcode)
    {
        Assert.True(Postcode.TryParse(text, out var read, out var problem));
        Assert.Equal((postcode, outcode), (read.ToString(), read.Outcode));
        Assert.Null(problem);
        Assert.Equal(read, Postcode.Parse(postcode));
    }

    [Theory]
    [InlineData(null, "needed")]
    [InlineData("   ", "needed")]
    [InlineData("DH1", "too short")]
    [InlineData("DH1 3", "too short")]
    [InlineData("DH11 33LE", "too long")]
    [InlineData("DH1-3LE", "letters and digits")]
    [InlineData("DH1 3LÉ", "letters and digits")]
    [InlineData("ＤＨ1 3LE", "letters and digits")]
    [InlineData("QH1 3LE", "begins with \"QH1\"")]
    [InlineData("DI1 3LE", "begins with \"DI1\"")]
    [InlineData("A1L 1AA", "begins with \"A1L\"")]
    [InlineData("EC1C 1AA", "begins with \"EC1C\"")]
    [InlineData("GIR 0AB", "begins with \"GIR\"")]
    [InlineData("DH1 3LO", "ends with \"3LO\"")]
    [InlineData("DH1 CLE", "ends with \"CLE\"")]
    [InlineData("12345 6", "begins with")]
    public void A_malformed_postcode_is_refused_with_the_reason(string? text, string reason)
    {
        Assert.False(Postcode.TryParse(text, out var read, out var problem));
        Assert.Null(read);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
