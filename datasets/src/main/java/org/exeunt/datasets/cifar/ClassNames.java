package org.exeunt.datasets.cifar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** The names of the ten classes, from {@code batches.meta.txt} where there is one. */
final class ClassNames {
    static final ErrorCode UNUSABLE = ErrorCategory.DATA.code(16);

    private static final List<String> OFFICIAL =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private ClassNames() {}

    static List<String> in(Path folder) {
        Path file = folder.resolve("batches.meta.txt");
        if (!Files.exists(file)) {
            return OFFICIAL;
        }
        List<String> names;
        try (var lines = Files.lines(file)) {
            names = lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException | UncheckedIOException failure) {
            throw unusable(file, "cannot be read as UTF-8 text (" + failure.getMessage() + ")", failure);
        }
        if (names.size() != OFFICIAL.size() || names.stream().distinct().count() != names.size()) {
            throw unusable(
                    file,
                    "has %d names, %d of them different"
                            .formatted(names.size(), names.stream().distinct().count()),
                    null);
        }
        return names;
    }

    private static ExeuntException unusable(Path file, String finding, Exception cause) {
        return new ExeuntException(
                UNUSABLE,
                "%s %s; expected %d different class names, one a line. Correct the file, or delete it to use the built-in names."
                        .formatted(file, finding, OFFICIAL.size()),
                cause);
    }
}
