package org.example.hello;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class CsvFolderContractTest extends DatasetSourceContract {
    @TempDir
    static Path folder;

    @BeforeAll
    static void writeFiles() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "0.1,0.2,low\n0.8,0.9,high\n0.3,0.2,low\n");
        Files.writeString(folder.resolve("test.csv"), "0.7,0.7,high\n0.2,0.3,low\n");
        Files.writeString(folder.resolve("one.csv"), "0.8,0.9\n");
    }

    @Override
    protected List<PluginChoice<DatasetSource>> variants() {
        return List.of(new HelloPlugins().choose(DatasetSource.class, "csv-folder", new CsvFolder.Options(folder)));
    }

    @Override
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of(new HelloPlugins().choose(DatasetSource.class, "csv-folder", new CsvFolder.Options(folder.resolve("absent"))));
    }

    /** Returns a file with the input of one of the examples. */
    @Override
    protected Optional<Path> singleInput() {
        return Optional.of(folder.resolve("one.csv"));
    }
}
