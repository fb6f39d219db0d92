using System.Text.Json;

namespace Gensyn.Node.Demo;

/// <summary>The demo's own small files: whole or not at all, and told apart from damaged ones.</summary>
internal static class DemoFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It holds something else.</exception>
    public static T Read<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file)) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is damaged: use another folder.", e);
        }
    }

    /// <summary>Writes a file aside and renames it.</summary>
    public static void Write<T>(string file, T content)
    {
        string part = file + ".part";
        File.WriteAllText(part, JsonSerializer.Serialize(content));
        File.Move(part, file, overwrite: true);
    }
}
