package org.exeunt.it.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.SampledData;
import org.exeunt.testkit.contract.DatasetSourceContract;

/** Contract of every data set of this repository, on sample files in the official formats. */
class DatasetSourcesContractTest extends DatasetSourceContract {
    private static final PluginRegistry REGISTRY =
            PluginRegistry.load(DatasetSourcesContractTest.class.getClassLoader());

    /** A configuration that consists of a data set only. */
    record Section(@Option("Data set to load") PluginChoice<DatasetSource> dataset) {}

    private final Path folder = temporaryFolder();
    private final List<PluginChoice<DatasetSource>> sampled = sampled(new SampledData(folder));

    /** Not a {@code @TempDir}, because ContractCoverageTest creates instances without JUnit. */
    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory(Path.of("target"), "contract-samples")
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<PluginChoice<DatasetSource>> sampled(SampledData samples) {
        List<PluginChoice<DatasetSource>> variants = new ArrayList<>();
        for (InstalledPlugin plugin : REGISTRY.plugins(DatasetSource.class)) {
            variants.add(readsFiles(plugin) ? in(plugin, samples.of(plugin.id())) : choice(plugin, ""));
        }
        return variants;
    }

    @Override
    protected List<PluginChoice<DatasetSource>> variants() {
        return sampled;
    }

    @Override
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return REGISTRY.plugins(DatasetSource.class).stream()
                .filter(DatasetSourcesContractTest::readsFiles)
                .map(plugin -> in(plugin, folder.resolve("not-there")))
                .toList();
    }

    private static boolean readsFiles(InstalledPlugin plugin) {
        return !plugin.id().equals("shapes");
    }

    private static PluginChoice<DatasetSource> in(InstalledPlugin plugin, Path path) {
        String options =
                switch (plugin.id()) {
                    case "csv" -> ", \"file\": \"%s\", \"ignore\": [\"text\"]";
                    case "text" -> ", \"path\": \"%s\"";
                    case "image-folder" -> ", \"dir\": \"%s\", \"height\": 8, \"width\": 12";
                    default -> ", \"dir\": \"%s\"";
                };
        return choice(plugin, options.formatted(path));
    }

    private static PluginChoice<DatasetSource> choice(InstalledPlugin plugin, String options) {
        String json = "{\"dataset\": {\"type\": \"%s\"%s}}".formatted(plugin.id(), options);
        return new RecordBinder(REGISTRY)
                .read(Section.class, "the contract test", json)
                .orThrow()
                .dataset();
    }
}
