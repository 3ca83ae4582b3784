package org.exeunt.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.exeunt.api.Experimental;
import org.junit.jupiter.api.Test;

/** {@code docs/versioning.md} lists exactly the types and methods marked {@link Experimental}. */
class ExperimentalTest {
    private static final Pattern ENTRY = Pattern.compile("^\\| `(org\\.exeunt\\.[\\w.#]+)` \\|", Pattern.MULTILINE);

    @Test
    void documentedTypesAreThoseMarkedExperimental() throws IOException {
        String table = Files.readString(Path.of("..", "docs", "versioning.md"));
        Set<String> listed = ENTRY.matcher(table)
                .results()
                .map((MatchResult entry) -> entry.group(1))
                .collect(Collectors.toSet());
        assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(marked());
    }

    private static Set<String> marked() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.exeunt");
        Set<String> marked = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.isAnnotatedWith(Experimental.class)) {
                marked.add(type.getName());
            }
            type.getMethods().stream()
                    .filter(method -> method.isAnnotatedWith(Experimental.class))
                    .forEach(method -> marked.add(type.getName() + "#" + method.getName()));
        }
        return marked;
    }
}
