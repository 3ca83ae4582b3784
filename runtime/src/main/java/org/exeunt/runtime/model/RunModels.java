package org.exeunt.runtime.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.EvaluationConfig;
import org.exeunt.config.run.FeatureShiftConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.client.RuledNetwork;
import org.exeunt.runtime.federation.ExitRules;
import org.exeunt.runtime.federation.FeatureShift;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RandomPurpose;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.codec.CompanionFile;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.records.Manifest;
import org.exeunt.runtime.store.records.RunRecorder;

/**
 * The models of a finished run; its data, and the plugins that only training needs, need not be available.
 *
 * @param run with the models
 * @param registry with the plugins of the run's network; those of other sections are looked up when they are needed
 * @param overrides of the configuration, each {@code key.path=value}
 * @param design of the network
 */
public record RunModels(FinishedRun run, PluginRegistry registry, List<String> overrides, NetworkDesign design) {

    private record NetworkSections(
            @Option("The early-exit network; the engine defines its options") Record network,
            @Option("Engine that computes the networks") PluginChoice<Engine<?>> engine) {}

    private record DatasetSection(@Option("The data set") PluginChoice<DatasetSource> dataset) {}

    private record StrategySection(@Option("The federated method") PluginChoice<Strategy<?>> strategy) {}

    private record ShiftSection(@Option("Groups of clients") Optional<List<FeatureShiftConfig>> featureShift) {}

    private record EvaluationSection(
            @Option("When and how personal models are evaluated") EvaluationConfig evaluation) {}

    /**
     * Opens the models of a run.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @throws ExeuntException if a file of the run is missing or damaged, a plugin is missing, or an override is
     *     invalid
     */
    public static RunModels of(
            FinishedRun run, PluginRegistry registry, Path workingDirectory, List<String> overrides) {
        run.identity(); // checks that all files belong to one run
        NetworkSections sections = sections(NetworkSections.class, run, registry, overrides);
        NetworkDesign design = Federation.design(
                PluginCall.create(sections.engine(), "engine", new RunContext(workingDirectory)),
                sections.network(),
                InputShape.of(run.outline().setting().input()),
                run.outline().network().classes());
        return new RunModels(run, registry, overrides, design);
    }

    /** Returns an exit policy, given as an id or as a JSON object, as JSON. */
    public static String policy(String given) {
        return given.replaceFirst("^[\\w-]+$", "\"$0\"");
    }

    /**
     * Returns the whole configuration.
     *
     * @throws ExeuntException if a plugin is missing, or an override is invalid
     */
    public RunConfig config() {
        return config(List.of());
    }

    private RunConfig config(List<String> more) {
        List<String> all = Stream.concat(overrides.stream(), more.stream()).toList();
        return sections(RunConfig.class, run, registry, all);
    }

    private <R extends Record> R sections(Class<R> sections) {
        return sections(sections, run, registry, overrides);
    }

    private static <R extends Record> R sections(
            Class<R> sections, FinishedRun run, PluginRegistry registry, List<String> overrides) {
        return new RunConfigReader(registry)
                .read(sections, run.configurationFile(), run.configuration(), overrides)
                .orThrow();
    }

    /** Returns the evaluation as configured. */
    public EvaluationConfig evaluation() {
        return sections(EvaluationSection.class).evaluation();
    }

    /** Returns the choice of the data set. */
    public PluginChoice<DatasetSource> dataset() {
        return sections(DatasetSection.class).dataset();
    }

    /**
     * Assembles the federation of the run again.
     *
     * @throws ExeuntException of category DATA if the data or their partition are not those of the run
     */
    Federation assemble(RunContext context) {
        // stored models depend neither on the file of initial values nor on that of devices, which may be gone
        RunConfig config = config(List.of("training.initial-weights=null", "devices=null", "faults.deadline=null"));
        Federation federation = Federation.assemble(config, registry, context, activity -> {});
        requireSameData(federation.dataset().files());
        List<Provenance.OptionFile> then = run.provenance().optionFiles();
        federation.optionFiles().stream()
                .filter(now -> !then.contains(now))
                .filter(now -> then.stream().anyMatch(old -> old.key().equals(now.key())))
                .forEach(now -> context.warn("%s has changed since run %s, so results may differ from its own"
                        .formatted(now.key(), run.identity().title())));
        String partition = federation.clientRecords().get(RunRecorder.PARTITION).sha256();
        if (!partition.equals(run.manifest().sha256(RunRecorder.PARTITION))) {
            throw new ExeuntException(
                    Errors.DATA_26,
                    ("The partition is not that of run %s, so that its test examples could be training examples of the"
                                    + " run. If the section 'partition' names a file, restore it from %s.")
                            .formatted(run.directory(), run.directory().resolve(RunRecorder.PARTITION)));
        }
        return federation;
    }

    /**
     * Returns the personal model of a client after the last round.
     *
     * @throws ExeuntException of category DATA if the run stored none, or the file is damaged or belongs to another
     *     network
     */
    public ParameterSet model(ClientId client) {
        return stored(client).parameters();
    }

    /** Returns the stored model of a client, as {@link #model} does. */
    StoredModel stored(ClientId client) {
        Manifest manifest = run.manifest();
        Path directory = run.directory();
        String name = PersonalModels.name(client);
        if (!manifest.files().containsKey(name) && Files.notExists(directory.resolve(name))) {
            long models = manifest.files().keySet().stream()
                    .filter(PersonalModels::isModel)
                    .count();
            throw new ExeuntException(
                    Errors.DATA_24,
                    ("There is no model of client %s in %s. The run stored %d models, those of the clients, from 0"
                                    + " on, that it evaluated (evaluation.clients, evaluation.save-models).")
                            .formatted(client, directory, models));
        }
        Path file = manifest.file(name);
        StoredModel stored = ModelFile.read(file);
        if (!stored.run().equals(run.identity().title()) || !stored.client().equals(client)) {
            throw replaced(name, "it belongs to client %s of run %s".formatted(stored.client(), stored.run()));
        }
        ParameterSet model = stored.parameters();
        if (!model.layout().equals(design.spec().layout())) {
            throw new ExeuntException(
                    Errors.DATA_25,
                    ("Model file %s belongs to another network than %s describes. It was replaced, or a plugin of"
                                    + " another version designs the network; use the version that provenance.json"
                                    + " names.")
                            .formatted(file, run.configurationFile()));
        }
        model.firstNonFinite().ifPresent(block -> {
            throw replaced(name, "values of block '%s' are not finite".formatted(block.name()));
        });
        return stored;
    }

    /**
     * Returns a network with the personal model of a client after the last round, and with its rule if it has one.
     *
     * @param network of the design; its parameters are overwritten
     * @throws ExeuntException as {@link #model}, and if a plugin of a model with a rule is missing
     */
    public Network ruled(ClientId client, Network network) {
        return ruled(stored(client), network);
    }

    /** Returns a network with a stored model, as {@link #ruled(ClientId, Network)} does. */
    Network ruled(StoredModel model, Network network) {
        network.load(model.parameters());
        Optional<PersonalRule> rule = rule(model);
        // without a rule, the plugin of the strategy need not be installed
        return rule.isEmpty() ? network : RuledNetwork.of(network, rule, strategy());
    }

    private PluginChoice<Strategy<?>> strategy() {
        return sections(StrategySection.class).strategy();
    }

    private Optional<PersonalRule> rule(StoredModel model) {
        return companion(model, StoredModel.RULE)
                .map(file -> CompanionFile.read(
                        file,
                        PluginCall.create(strategy(), "strategy", new RunContext(Path.of("")))
                                .ruleType()
                                .orElseThrow(() -> PluginCall.contractViolation(
                                        strategy(),
                                        "its ruleType() is empty, and the run stored the rule %s".formatted(file)))));
    }

    /** Returns a file that belongs to a model, if it has one of this kind. */
    private Optional<Path> companion(StoredModel model, String kind) {
        String name = PersonalModels.name(model.client(), kind);
        Optional<String> expected = Optional.ofNullable(model.companions().get(kind));
        if (!Optional.ofNullable(run.manifest().files().get(name))
                .map(FileChecksum::sha256)
                .equals(expected)) {
            throw replaced(name, "it is not the %s of the model of client %s".formatted(kind, model.client()));
        }
        return expected.map(sum -> run.manifest().file(name));
    }

    /**
     * Returns the predictions of a model on its client's validation examples; empty if the client has none.
     *
     * @throws ExeuntException of category DATA if the file is damaged or that of another model
     */
    Optional<CalibrationSet> calibration(StoredModel model) {
        return companion(model, StoredModel.CALIBRATION).map(file -> CompanionFile.read(file, CalibrationSet.class));
    }

    /**
     * Returns the exit rule of a stored model by the only exit policy of the configuration.
     *
     * @param policy its text, for messages
     * @throws ExeuntException if the policy has several rules or needs validation examples, of which the client had none
     */
    ExitRule exitRule(StoredModel model, String policy) {
        ExitRules policies = ExitRules.of(evaluation().exitPolicies(), new RunContext(Path.of("")));
        CalibrationSet none = CalibrationSet.none(design.spec().exits());
        Optional<CalibrationSet> known = policies.needsValidation() ? calibration(model) : Optional.of(none);
        List<ExitRule> candidates = policies.calibrated(known.orElse(none));
        List<ExitRule> rules = policies.choose(sharedCounts(policies), none.exits()).stream()
                .map(choice -> candidates.get(choice.rule()))
                .toList();
        if (rules.size() != 1 || known.isEmpty()) {
            String unknown =
                    " calibrated on validation examples, of which client %s has none".formatted(model.client());
            throw new ExeuntException(
                    Errors.CONFIG_71,
                    "%s has %d rules%s; expected one rule, such as confidence with one threshold."
                            .formatted(policy, rules.size(), known.isEmpty() ? unknown : ""));
        }
        return rules.get(0);
    }

    /** Returns the counts of all clients that the run evaluated and that are not new, if they share a rule. */
    private List<List<SharedChoice.Counts>> sharedCounts(ExitRules policies) {
        return policies.counts(CalibrationSet.none(design.spec().exits())).isEmpty()
                ? List.of()
                : run.classes().clients().stream()
                        .limit(run.outline().setting().clients())
                        .filter(client -> client.test().stream().anyMatch(count -> count > 0))
                        .map(client -> new ClientId(client.client()))
                        .filter(client -> run.manifest().files().containsKey(PersonalModels.name(client)))
                        .flatMap(client -> calibration(stored(client)).stream())
                        .map(policies::counts)
                        .toList();
    }

    /** Returns the names of the classes, in label order. */
    List<String> classNames() {
        return run.classes().classes();
    }

    /** Returns the modalities of the network that a client does not have. */
    List<Modality> absentModalities(ClientId client) {
        List<Modality> all =
                PluginCall.call(sections(NetworkSections.class).engine(), "describing modalities", design::modalities);
        if (all.isEmpty()) {
            return all;
        }
        return run.classes().clients().stream()
                .filter(counts -> counts.client() == client.index() && counts.modalities() != null)
                .flatMap(counts ->
                        all.stream().filter(modality -> !counts.modalities().contains(modality.name())))
                .toList();
    }

    /** Returns how the inputs of clients differ from those of the data set. */
    FeatureShift featureShift() {
        return FeatureShift.of(
                sections(ShiftSection.class).featureShift(),
                run.classes().clients().size(),
                design.spec().input(),
                streams());
    }

    /**
     * Returns the request to export a client's personal model, with the scaling of inputs and the vocabulary if the
     * data set has them.
     *
     * @param format to export it in
     * @param policy text of the only exit policy of the configuration, for messages; not used if the format has none
     * @throws ExeuntException as {@link #exitRule}, and if a file of the run is damaged, or the model has a rule that
     *     the format does not contain
     */
    public ExportRequest exportRequest(ClientId client, ExportFormat format, String policy) {
        StoredModel model = stored(client);
        if (model.companions().containsKey(StoredModel.RULE) && !format.personal()) {
            throw new ExeuntException(
                    Errors.DATA_44,
                    ("The model of client %s of run %s is more than its network: a rule of strategy '%s' computes its"
                                    + " logits, which the format '%s' does not contain. Use --format device, 'predict',"
                                    + " 'export --predictions' or PersonalModel.")
                            .formatted(
                                    client,
                                    run.directory(),
                                    run.outline().setting().strategy(),
                                    format.id()));
        }
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put("run", run.identity().name());
        origin.put("hash", run.identity().hash());
        origin.put("client", client.toString());
        origin.put("dataset", run.outline().setting().dataset());
        DatasetSource source = source();
        List<String> tokens = PluginCall.call(dataset(), "listing its tokens", () -> tokens(source));
        Optional<ExitRule> exitRule = format.personal() ? Optional.of(exitRule(model, policy)) : Optional.empty();
        return new ExportRequest(
                model.parameters(), source.inputScaling(), classNames(), tokens, rule(model), exitRule, origin);
    }

    /** Returns the vocabulary of a data set; of data sets without one, no file is read. */
    private static List<String> tokens(DatasetSource source) {
        return source.inputsDependOnContent()
                ? source.inputReader().map(InputReader::tokens).orElse(List.of())
                : List.of();
    }

    /**
     * Returns the data set; if inputs depend on its content, its files are checked.
     *
     * @throws ExeuntException of category DATA if they are missing or are not those of the run
     */
    DatasetSource source() {
        DatasetSource source = PluginCall.create(dataset(), "dataset", new RunContext(Path.of("")));
        if (source.inputsDependOnContent()) {
            requireSameData(source.load(streams().derive(RandomPurpose.DATA)).files());
        }
        return source;
    }

    private RandomStreams streams() {
        return new RandomStreams(run.outline().setting().seed());
    }

    /**
     * Checks that files are those that the run was trained on.
     *
     * @throws ExeuntException of category DATA otherwise
     */
    private void requireSameData(List<Dataset.File> found) {
        List<Dataset.File> expected = run.provenance().data();
        if (!found.equals(expected)) {
            throw otherData("expected %s, found %s".formatted(named(expected, found), named(found, expected)));
        }
    }

    private ExeuntException otherData(String difference) {
        return new ExeuntException(
                Errors.DATA_26,
                "The data are not those of run %s: %s. Restore the files with the checksums in provenance.json."
                        .formatted(run.directory(), difference));
    }

    /** Returns the files that are not among others. */
    private static String named(List<Dataset.File> files, List<Dataset.File> others) {
        return files.stream()
                .filter(file -> !others.contains(file))
                .map(file -> "%s (%d records, SHA-256 %.8s…)".formatted(file.name(), file.records(), file.sha256()))
                .collect(Collectors.joining(", "));
    }

    /** Returns the exception for a data set that now reads inputs with another number of values. */
    ExeuntException otherInputs(int values, InputShape expected) {
        return otherData("they now have inputs of %d values, the run had %d, of shape %s"
                .formatted(values, expected.size(), expected));
    }

    /** Returns the formats in which models can be exported: those of the engine first, then those of every engine. */
    public List<ExportFormat> exportFormats() {
        return exporters().flatMap(each -> each.exportFormats().stream()).toList();
    }

    /**
     * Returns the files of an exported model, as {@link ModelExporter#export} does.
     *
     * @param format the id of one of {@link #exportFormats}
     */
    public Map<String, byte[]> export(String format, ExportRequest request) {
        return exporters()
                .filter(each -> each.exportFormats().stream()
                        .anyMatch(known -> known.id().equals(format)))
                .findFirst()
                .orElseThrow()
                .export(format, request);
    }

    private Stream<ModelExporter> exporters() {
        ModelExporter everyEngine = new TensorExporter(design.spec());
        return design instanceof ModelExporter ofEngine ? Stream.of(ofEngine, everyEngine) : Stream.of(everyEngine);
    }

    /** Returns the exception for a model whose outputs are not finite. */
    ExeuntException notFinite(ClientId client) {
        return replaced(PersonalModels.name(client), "its outputs are not finite");
    }

    /** Returns the exception for a file of a model that the run cannot have written. */
    private ExeuntException replaced(String name, String found) {
        return new ExeuntException(
                Errors.DATA_21,
                "Model file %s is not usable: %s. It is not the file that the run wrote; repeat the run."
                        .formatted(run.directory().resolve(name), found));
    }
}
