package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataErrors;

/**
 * A test case: damage to the files of a data set and the expected error.
 *
 * @param name name of the case
 * @param change damages the files
 * @param code expected error code
 * @param mentions expected parts of the message, in addition to the folder
 */
public record Damage(String name, Change change, ErrorCode code, List<String> mentions) {
    /** Changes the files of a folder. */
    @FunctionalInterface
    public interface Change {
        void to(Path folder) throws IOException;
    }

    /** Returns a case. */
    public static Damage of(String name, Change change, ErrorCode code, String... mentions) {
        return new Damage(name, change, code, List.of(mentions));
    }

    /** Returns the case of a file with other content. */
    public static Damage content(String name, String file, byte[] content, ErrorCode code, String... mentions) {
        return new Damage(
                name,
                folder -> Files.write(folder.resolve(file), content),
                code,
                Stream.concat(Stream.of(Path.of(file).getFileName().toString()), Stream.of(mentions))
                        .toList());
    }

    /** Returns the case of a file with other text. */
    public static Damage text(String name, String file, String content, ErrorCode code, String... mentions) {
        return content(name, file, content.getBytes(StandardCharsets.UTF_8), code, mentions);
    }

    /** Returns the case of a missing file. */
    public static Damage removed(String file) {
        return of("no " + file, folder -> Files.delete(folder.resolve(file)), DataErrors.NO_FILE, file);
    }

    /** Returns the case of a folder in place of a file. */
    public static Damage folderInPlaceOf(String file) {
        return of(
                "a folder in place of " + file,
                folder -> {
                    Files.delete(folder.resolve(file));
                    Files.createDirectory(folder.resolve(file));
                },
                DataErrors.UNREADABLE,
                file);
    }

    /** Returns the cases for all formats: a missing folder, and a file in place of it. */
    public static Stream<Damage> ofTheFolder() {
        return Stream.of(
                of("no folder", Damage::delete, DataErrors.NO_FOLDER, "does not exist", "dataset.dir"),
                of(
                        "a file in place of the folder",
                        folder -> {
                            delete(folder);
                            Files.createFile(folder);
                        },
                        DataErrors.NO_FILE,
                        "not a folder"));
    }

    /** Damages the folder and checks the error of the source. */
    public void assertReported(Path folder, DatasetSource source) throws IOException {
        change.to(folder);
        ExeuntException failure = catchThrowableOfType(ExeuntException.class, () -> source.load(new RandomStreams(0)));
        assertThat(failure).as(name).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure)
                .hasMessageContaining(folder.toString())
                .hasMessageContainingAll(mentions.toArray(CharSequence[]::new));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
