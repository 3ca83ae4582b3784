package org.exeunt.datasets.partition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.PartitionerContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SavedPartitionerContractTest extends PartitionerContract {
    @TempDir
    static Path folder;

    private Path file;

    @BeforeAll
    void save() throws IOException {
        file = Files.writeString(
                folder.resolve("split.json"),
                "{\"source\": [\"test\", \"train\"], \"clients\": [{\"train\": [0, 299, 300], \"test\": [1199]}, "
                        + "{\"train\": [7], \"test\": []}]}");
    }

    @Override
    protected List<PluginChoice<Partitioner>> variants() {
        return List.of(PluginChoice.of(new Saved.Provider(), new Saved.Options(file)));
    }
}
