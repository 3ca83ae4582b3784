package org.exeunt.runtime.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.federation.ConfiguredEngine;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.PluginCall;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.Manifest;
import org.exeunt.runtime.store.ModelFile;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.Summary;
import org.exeunt.runtime.store.codec.StoredModel;

/**
 * A finished run whose models are used again; its data need not be there.
 *
 * @param directory of the run
 * @param manifest the checksums of its files
 * @param registry with the plugins of the configuration
 * @param config as it was run
 * @param summary how it ended
 * @param design of its network
 */
public record SavedRun(
        Path directory,
        Manifest manifest,
        PluginRegistry registry,
        RunConfig config,
        Summary summary,
        NetworkDesign design) {
    private static final Set<ErrorCategory> BY_CONFIGURATION = EnumSet.of(ErrorCategory.CONFIG, ErrorCategory.PLUGIN);
    private static final ErrorCode REPLACED = ErrorCategory.DATA.code(21);
    private static final ErrorCode NO_MODEL = ErrorCategory.DATA.code(24);
    private static final ErrorCode OTHER_NETWORK = ErrorCategory.DATA.code(25);
    private static final ErrorCode OTHER_CLASSES = ErrorCategory.DATA.code(29);

    /**
     * Opens the directory of a run.
     *
     * @param workingDirectory what relative paths of the configuration start at
     * @param overrides of the configuration, each {@code key.path=value}
     * @throws ExeuntException if a file of it is missing or damaged, a plugin it needs is not there, or an override is not valid
     */
    public static SavedRun open(
            Path directory, PluginRegistry registry, Path workingDirectory, List<String> overrides) {
        Summary summary = RunArchive.summary(directory);
        RunConfig config = new RunConfigReader(registry)
                .read(RunArchive.configuration(directory), overrides)
                .orThrow();
        InputShape input = new InputShape(summary.setting().input());
        NetworkDesign design = told(directory, () -> ConfiguredEngine.of(config, new RunContext(workingDirectory))
                .design(input, summary.network().classes()));
        return new SavedRun(directory, Manifest.read(directory), registry, config, summary, design);
    }

    /** Assembles the run's federation anew. */
    Federation assemble(RunContext context) {
        return told(directory, () -> Federation.assemble(config, registry, context));
    }

    /** Returns what a configuration makes; a refusal of it is told with the name of its file, which nobody gave. */
    private static <T> T told(Path directory, Supplier<T> making) {
        try {
            return making.get();
        } catch (ExeuntException e) {
            if (!BY_CONFIGURATION.contains(e.code().category())) {
                throw e;
            }
            throw new ExeuntException(
                    e.code(), "%s: %s".formatted(RunArchive.configuration(directory), e.getMessage()), e);
        }
    }

    /**
     * Returns the personal model of a client after the last round.
     *
     * @throws ExeuntException of category DATA if the run kept none, or the file is damaged or of another network
     */
    public ParameterSet model(ClientId client) {
        String name = PersonalModels.name(client);
        if (!manifest.names().contains(name) && Files.notExists(directory.resolve(name))) {
            int clients = summary.setting().clients() + summary.setting().newClients();
            throw new ExeuntException(
                    NO_MODEL,
                    "There is no model of client %s in %s. %s"
                            .formatted(
                                    client,
                                    directory,
                                    client.index() < clients
                                            ? "The run kept no models; repeat it with evaluation.save-models = true and --rerun."
                                            : "The run had %d clients; name one of 0 to %d."
                                                    .formatted(clients, clients - 1)));
        }
        Path file = manifest.file(name);
        StoredModel stored = ModelFile.read(file);
        if (!stored.run().equals(summary.title()) || !stored.client().equals(client)) {
            throw replaced(client, "it is of client %s of run %s".formatted(stored.client(), stored.run()));
        }
        ParameterSet model = stored.parameters();
        if (!model.layout().equals(design.facts().layout())) {
            throw new ExeuntException(
                    OTHER_NETWORK,
                    "Model file %s is of another network than %s describes: it has %,d values in %d blocks, expected are %,d in %d. It was replaced, or a plugin of another version designs the network; use the version that provenance.json names."
                            .formatted(
                                    file,
                                    RunArchive.configuration(directory),
                                    model.layout().size(),
                                    model.layout().blocks().size(),
                                    design.facts().layout().size(),
                                    design.facts().layout().blocks().size()));
        }
        model.firstNonFinite().ifPresent(block -> {
            throw replaced(client, "values of block '%s' are not finite".formatted(block.name()));
        });
        return model;
    }

    /**
     * Returns the names of the classes, in label order.
     *
     * @throws ExeuntException of category DATA if they are not those of the network
     */
    List<String> classNames() {
        List<String> names = RunArchive.classes(directory).classes();
        int classes = design.facts().classes();
        if (names.size() != classes) {
            throw new ExeuntException(
                    OTHER_CLASSES,
                    "The data of run %s have %d classes by its class-distribution.json, %d by its summary.json. One of them was replaced; repeat the run."
                            .formatted(directory, names.size(), classes));
        }
        return names;
    }

    /**
     * Returns what an export of a client's personal model needs, with the scaling of inputs if the data set describes it.
     *
     * @throws ExeuntException as {@link #model} and if a file of the run is damaged
     */
    public ExportRequest exportRequest(ClientId client) {
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put("run", summary.name());
        origin.put("hash", summary.hash());
        origin.put("client", client.toString());
        origin.put("dataset", summary.setting().dataset());
        ExportRequest request =
                ExportRequest.of(model(client)).withClassNames(classNames()).withOrigin(origin);
        PluginChoice<DatasetSource> dataset = config.dataset();
        DatasetSource source = PluginCall.create(dataset, "dataset", new RunContext(Path.of("")));
        return PluginCall.call(dataset, "describing its inputs", source::inputScaling)
                .map(request::withScaling)
                .orElse(request);
    }

    /** Returns the failure of a model that no run keeps, as one ends when a model of it answers so. */
    ExeuntException replaced(ClientId client, String found) {
        return new ExeuntException(
                REPLACED,
                "Model file %s is not usable: %s. It is not what the run wrote; repeat the run."
                        .formatted(directory.resolve(PersonalModels.name(client)), found));
    }
}
