package org.exeunt.app.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.app.text.ResourceText;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * An example configuration, as the tables of {@code examples/README.md} describe it.
 *
 * @param file relative to the folder of examples
 * @param sentence what it shows
 * @param time how long it takes on two cores
 */
public record Example(String file, String sentence, String time) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| \\[([\\w./-]+\\.json)]\\(\\1\\) \\| (.+?) \\| ([^|]+?) \\|$");
    private static final Pattern BASE = Pattern.compile("\"base\":\\s*\"([\\w.-]+)\"");
    private static final Pattern OWN_DATA = Pattern.compile("\"examples/(own-data/[\\w.-]+)\"");
    private static final Pattern DATASET = Pattern.compile("\"dataset\":\\s*\\{\\s*\"type\":\\s*\"([\\w-]+)\"");

    /** Returns all examples, in the order of the tables. */
    public static List<Example> all() {
        return ROW.matcher(ResourceText.of(Example.class, "README.md"))
                .results()
                .map(row -> new Example(row.group(1), row.group(2).replace("`", ""), row.group(3)))
                .toList();
    }

    /** Returns the name in the command line: the file without its extension. */
    public String name() {
        return file.replaceFirst("\\.json$", "");
    }

    /** Returns the configuration, JSON with comments. */
    public String text() {
        return ResourceText.of(Example.class, file);
    }

    /** Returns the example that a comparison is based on; empty for the configuration of a run. */
    public Optional<Example> base() {
        Matcher base = BASE.matcher(text());
        if (!base.find()) {
            return Optional.empty();
        }
        String next = file.substring(0, file.lastIndexOf('/') + 1) + base.group(1);
        return all().stream().filter(each -> each.file.equals(next)).findFirst();
    }

    /** Returns the id of the data set. */
    public String dataset() {
        Matcher dataset = DATASET.matcher(base().orElse(this).text());
        return dataset.find() ? dataset.group(1) : "";
    }

    /** Returns the file or folder with the data of an example of own data, relative to the folder of examples. */
    public Optional<String> data() {
        Matcher data = OWN_DATA.matcher(text());
        return data.find() ? Optional.of(data.group(1)) : Optional.empty();
    }

    /**
     * Copies the {@link #data() data}.
     *
     * @param target file or folder to create
     */
    public void copyData(Path target) {
        String name = data().orElseThrow();
        try {
            Path classes = Path.of(Example.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String source = Example.class.getPackageName().replace('.', '/') + "/" + name;
            if (Files.isDirectory(classes)) {
                copy(classes.resolve(source), target);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                    copy(jar.getPath(source), target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path each : files.toList()) {
                Path copy = target.resolve(source.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    AtomicFile.createFolder(copy);
                } else {
                    AtomicFile.write(each.equals(source) ? target : copy, Files.readAllBytes(each));
                }
            }
        }
    }
}
