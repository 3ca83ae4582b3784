package org.exeunt.datasets.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table.Delimiter;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.junit.jupiter.api.BeforeAll;

class TextContractTest extends DatasetSourceContract {
    /** Not a {@code @TempDir}, because ContractCoverageTest creates instances without JUnit. */
    private static final Path FOLDER = Path.of("target", "contract-text").toAbsolutePath();

    @BeforeAll
    static void writeFiles() throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("data.csv"), "text,label\n\"Good, good\",pos\nBad day,neg\nGood,pos\n");
        Files.writeString(
                FOLDER.resolve("data.jsonl"),
                "{\"text\": \"Good\", \"label\": 1}\n{\"text\": \"Bad\", \"label\": 0}\n");
        Files.createDirectories(FOLDER.resolve("texts/pos"));
        Files.createDirectories(FOLDER.resolve("texts/neg"));
        Files.writeString(FOLDER.resolve("texts/pos/1.txt"), "Good");
        Files.writeString(FOLDER.resolve("texts/neg/1.txt"), "Bad");
    }

    @Override
    protected List<PluginChoice<DatasetSource>> variants() {
        return List.of(choice("data.csv"), choice("data.jsonl"), choice("texts"));
    }

    private static PluginChoice<DatasetSource> choice(String name) {
        return PluginChoice.of(
                new TextSource.Provider(),
                new TextSource.Options(
                        FOLDER.resolve(name),
                        new RowOptions(Optional.empty(), "label", Optional.empty(), Optional.empty()),
                        "text",
                        Delimiter.COMMA,
                        Layout.AUTO,
                        6,
                        20));
    }

    @Override
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of(choice("absent.csv"), choice("absent.jsonl"), choice("absent"));
    }

    @Override
    protected Optional<Path> singleInput() {
        return Optional.of(FOLDER.resolve("texts/pos/1.txt"));
    }
}
