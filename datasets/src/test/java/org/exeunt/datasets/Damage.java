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
 * What is wrong with the files of a data set, and what the report of it has to say.
 *
 * @param name of the case
 * @param change turns right files into wrong ones
 * @param code of the report
 * @param mentions parts of the message, beside the folder
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

    /** Returns the case that a file has other content. */
    public static Damage content(String name, String file, byte[] content, ErrorCode code, String... mentions) {
        return new Damage(
                name,
                folder -> Files.write(folder.resolve(file), content),
                code,
                Stream.concat(Stream.of(Path.of(file).getFileName().toString()), Stream.of(mentions))
                        .toList());
    }

    /** Returns the case that a file has other text. */
    public static Damage text(String name, String file, String content, ErrorCode code, String... mentions) {
        return content(name, file, content.getBytes(StandardCharsets.UTF_8), code, mentions);
    }

    /** Returns the case that a file is missing. */
    public static Damage removed(String file) {
        return of("no " + file, folder -> Files.delete(folder.resolve(file)), DataErrors.NO_FILE, file);
    }

    /** Returns the case that a folder lies where a file should. */
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

    /** Returns the cases of every format: no folder, and a file where it should be. */
    public static Stream<Damage> ofTheFolder() {
        return Stream.of(
                of("no folder", Damage::delete, DataErrors.NO_FOLDER, "not there", "dataset.dir"),
                of(
                        "a file in place of the folder",
                        folder -> {
                            delete(folder);
                            Files.createFile(folder);
                        },
                        DataErrors.NO_FILE,
                        "not a folder"));
    }

    /** Damages the folder and checks what the source says of it. */
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
