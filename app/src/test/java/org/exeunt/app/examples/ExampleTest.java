package org.exeunt.app.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExampleTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Pattern LINK = Pattern.compile("]\\(([\\w/-]+\\.json)\\)");

    @Test
    void everyListedExampleIsOnTheClassPath() throws IOException {
        List<String> listed = LINK.matcher(Files.readString(EXAMPLES.resolve("README.md")))
                .results()
                .map(link -> link.group(1))
                .filter(file -> !file.startsWith("hello-")) // those of the templates of plugins
                .toList();
        assertThat(Example.all()).extracting(Example::file).containsExactlyElementsOf(listed);
        for (Example example : Example.all()) {
            assertThat(example.text()).isEqualTo(Files.readString(EXAMPLES.resolve(example.file())));
            assertThat(example.dataset()).as(example.file()).isNotEmpty();
        }
    }
}
