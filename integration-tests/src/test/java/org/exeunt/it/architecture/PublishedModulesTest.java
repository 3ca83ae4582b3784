package org.exeunt.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a repository of artifacts asks of every published module. */
class PublishedModulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyJarCarriesLicenceAndNotice() throws IOException {
        List<Path> modules;
        try (Stream<Path> folders = Files.list(ROOT)) {
            modules = folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .filter(folder -> !folder.endsWith("benchmarks")) // not published, and built after this module
                    .filter(folder -> !folder.endsWith("executor-spark")) // of the profile spark alone
                    .toList();
        }
        assertThat(modules).hasSizeGreaterThan(9);
        for (Path module : modules) {
            for (String file : List.of("LICENSE", "NOTICE")) {
                assertThat(module.resolve("target/classes/META-INF").resolve(file))
                        .hasSameTextualContentAs(ROOT.resolve(file));
            }
        }
    }

    @Test
    void theBillOfMaterialsNamesTheProjectAsOthersDo() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
        for (String element : List.of("exeunt.url", "developers", "licenses", "connection")) {
            Pattern text = Pattern.compile("<" + element + ">.*?</" + element + ">", Pattern.DOTALL);
            assertThat(text.matcher(bom).results().map(MatchResult::group))
                    .as(element)
                    .hasSize(1)
                    .containsExactlyElementsOf(text.matcher(parent)
                            .results()
                            .map(MatchResult::group)
                            .toList());
        }
    }
}
