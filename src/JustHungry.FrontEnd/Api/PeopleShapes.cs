namespace JustHungry.FrontEnd.Api;

/// <summary>The shapes of requests about people.</summary>
internal static class PeopleShapes
{
    public static JsonShape.ObjectShape SignIn { get; } = Of(Text("email"), Text("password"));

    public static JsonShape.ObjectShape OpenAccount { get; } = Of(Text("email"), Text("password"));

    public static JsonShape.ObjectShape ChangePassword { get; } = Of(Text("current"), Text("password"));

    public static JsonShape.ObjectShape ChangeEmail { get; } = Of(Text("email"), Text("password"));

    public static JsonShape.ObjectShape ChangePerson { get; } = Of(
        new("name", JsonShape.Text),
        new("postcode", JsonShape.Text),
        new("phone", JsonShape.Text),
        new("address", JsonShape.ListOf(JsonShape.Text)));

    public static JsonShape.ObjectShape ErasePerson { get; } = Of(new JsonShape.Member("password", JsonShape.Text));

    public static JsonShape.ObjectShape FindOrder { get; } = Of(
        Text("number"), Text("phone"), new("restaurant", JsonShape.Text));

    public static JsonShape.ObjectShape InviteStaff { get; } = Of(
        Text("role"), new("restaurants", JsonShape.ListOf(JsonShape.Text)));

    public static JsonShape.ObjectShape AcceptInvitation { get; } = Of(
        Text("code"), Text("name"), Text("email"), Text("password"));

    private static JsonShape.ObjectShape Of(params JsonShape.Member[] members) => new() { Members = members };

    private static JsonShape.Member Text(string name) => new(name, JsonShape.Text, IsRequired: true);
}
