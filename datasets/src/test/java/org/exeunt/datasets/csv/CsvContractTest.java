package org.exeunt.datasets.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.datasets.csv.CsvSource.Options.Missing;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table.Delimiter;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.junit.jupiter.api.BeforeAll;

class CsvContractTest extends DatasetSourceContract {
    /** Not a {@code @TempDir}, because ContractCoverageTest creates instances without JUnit. */
    private static final Path FOLDER = Path.of("target", "contract-csv").toAbsolutePath();

    @BeforeAll
    static void writeFiles() throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(
                FOLDER.resolve("data.csv"),
                "age,city,label,who,part\n1,Bonn,yes,ann,train\n2.5,Rome,no,bob,test\n-3e1,Bonn,no,ann,train\n");
        Files.writeString(FOLDER.resolve("test.csv"), "age,city,label,who,part\n7,Oslo,no,eve,train\n");
        Files.writeString(FOLDER.resolve("one.csv"), "city,age\nBonn,1\n");
    }

    @Override
    protected List<PluginChoice<DatasetSource>> variants() {
        return List.of(
                choice("data.csv", Optional.empty(), Optional.of("part")),
                choice("data.csv", Optional.of(FOLDER.resolve("test.csv")), Optional.empty()));
    }

    private static PluginChoice<DatasetSource> choice(String file, Optional<Path> test, Optional<String> split) {
        return PluginChoice.of(
                new CsvSource.Provider(),
                new CsvSource.Options(
                        FOLDER.resolve(file),
                        new RowOptions(test, "label", Optional.of("who"), split),
                        List.of(),
                        split.isPresent() ? List.of() : List.of("part"),
                        Missing.ERROR,
                        Delimiter.COMMA,
                        true));
    }

    @Override
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of(choice("absent.csv", Optional.empty(), Optional.empty()));
    }

    @Override
    protected Optional<Path> singleInput() {
        return Optional.of(FOLDER.resolve("one.csv"));
    }
}
