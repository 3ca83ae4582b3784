package org.exeunt.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.datasets.text.Tokenizer;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.model.ExitAnswers;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trained network is one that a run of this project exports. */
class OnnxBackboneTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(OnnxBackboneTest.class.getClassLoader());
    private static final List<String> STAGES = List.of("stage1", "stage2", "stage3");
    private static final String POLICY = "{\"type\": \"confidence\", \"thresholds\": [0.3]}";
    private static final String FILE =
            """
            {
              "name": "onnx", "seed": 3,
              "dataset":   { "type": "shapes", "train": 200, "test": 40 },
              "partition": { "type": "iid", "clients": 4, "test-fraction": 0.25 },
              "network":   { "backbone": %s },
              "strategy":  "%s",
              "training":  { "rounds": 2, "batch-size": 16, "optimizer": { "learning-rate": 0.05 } },
              "evaluation": { "exit-policies": [ %s ] },
              "executor":  { "type": "local", "workers": %d }
            }
            """;

    @TempDir
    private static Path folder;

    private static Path model;
    private static NetworkSpec trained;

    @BeforeAll
    static void train() throws IOException {
        Path run = run("trained", "{\"type\": \"convnet\", \"width\": 8}", "fedavg", 1)
                .directory()
                .orElseThrow();
        RunModels saved = RunModels.of(FinishedRun.open(run), REGISTRY, folder, List.of());
        trained = saved.design().spec();
        ExportFormat onnx = saved.exportFormats().get(0);
        model = Files.write(
                folder.resolve("model.onnx"),
                saved.export(onnx.id(), saved.exportRequest(new ClientId(0), onnx, ""))
                        .get("model.onnx"));
    }

    private static RunResult run(String name, String backbone, String strategy, int workers) {
        return Run.execute(
                new RunConfigReader(REGISTRY)
                        .read(name, FILE.formatted(backbone, strategy, POLICY, workers), List.of())
                        .orThrow(),
                REGISTRY,
                RunOptions.onDisk(folder, folder.resolve(name), () -> 0L));
    }

    private static String backbone(List<String> exits) {
        return "{\"type\": \"onnx\", \"file\": \"%s\", \"exits\": [\"%s\"]}"
                .formatted(model.toString().replace('\\', '/'), String.join("\", \"", exits));
    }

    private static float[] picture(int seed) {
        Random random = new Random(seed);
        float[] values = new float[trained.input().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 255 * random.nextFloat();
        }
        return values;
    }

    /** The stages one after the other give the bits of the whole graph, also if another example comes in between. */
    @Test
    void stagesGiveTheBitsOfTheWholeGraph() throws OrtException {
        List<String> exits = List.of("exit1_logits", "exit2_logits", "exit3_logits");
        FrozenNetwork network = FrozenNetwork.of(model, exits, Optional.empty(), Optional.empty());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        List<float[]> pictures =
                IntStream.range(0, 5).mapToObj(OnnxBackboneTest::picture).toList();
        Map<Integer, float[][]> found = new HashMap<>();
        pictures.forEach(picture -> found.put(found.size(), new float[exits.size()][]));
        long before = network.computed();
        for (int exit = 1; exit <= exits.size(); exit++) {
            for (int i = 0; i < pictures.size(); i++) {
                found.get(i)[exit - 1] = network.feature(exit, pictures.get(i));
            }
        }
        assertThat(network.computed() - before).isEqualTo((long) exits.size() * pictures.size());
        long[] shape = {
            1, 3, trained.input().lengths().get(1), trained.input().lengths().get(2)
        };
        try (OrtSession session = environment.createSession(model.toString())) {
            for (int i = 0; i < pictures.size(); i++) {
                try (OnnxTensor in = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pictures.get(i)), shape);
                        OrtSession.Result whole = session.run(Map.of("in", in))) {
                    for (int k = 0; k < exits.size(); k++) {
                        float[][] expected = (float[][])
                                whole.get(exits.get(k)).orElseThrow().getValue();
                        assertThat(found.get(i)[k])
                                .as("exit %d of picture %d", k + 1, i)
                                .isEqualTo(expected[0]);
                    }
                }
            }
        }
        network.feature(2, pictures.get(0));
        assertThat(network.computed() - before).as("remembered").isEqualTo((long) exits.size() * pictures.size());
    }

    /** Two threads meet at the same examples, and one takes over what the other has just computed. */
    @Test
    void threadsShareWhatTheyHaveComputed() throws Exception {
        FrozenNetwork network = FrozenNetwork.of(model, STAGES.subList(0, 2), Optional.empty(), Optional.empty());
        List<float[]> pictures =
                IntStream.range(100, 5100).mapToObj(OnnxBackboneTest::picture).toList();
        Callable<float[][]> first = () ->
                pictures.stream().map(picture -> network.feature(1, picture)).toArray(float[][]::new);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<float[][]>> both = threads.invokeAll(List.of(first, first));
            assertThat(Arrays.asList(both.get(0).get())).doesNotContainNull();
            assertThat(both.get(0).get()).isDeepEqualTo(both.get(1).get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void costsAreThoseOfTheNetwork() {
        FrozenNetwork network = FrozenNetwork.of(model, STAGES, Optional.empty(), Optional.empty());
        for (int stage = 1; stage <= STAGES.size(); stage++) {
            assertThat(network.macs(stage, trained.input().size()))
                    .as("MACs of stage %d", stage)
                    .isEqualTo(trained.stageMacs().get(stage - 1).count());
        }
    }

    /** Two rounds and two evaluations of 240 pictures; predictions compute only the stages that they need. */
    @Test
    void aRunComputesEveryFeatureOnceAndHasTheSameBitsOnThreeWorkers() throws IOException {
        FrozenNetwork network = FrozenNetwork.of(model, STAGES, Optional.empty(), Optional.empty());
        long before = network.computed();
        RunResult one = run("one", backbone(STAGES), "fedavg", 1);
        assertThat(network.computed() - before)
                .as("240 pictures, and one of zeros that is tried before the run")
                .isEqualTo(STAGES.size() * 241L);
        RunResult three = run("three", backbone(STAGES), "fedavg", 3);
        for (String file : List.of("rounds.jsonl", "evaluations.jsonl", "models/client-3.safetensors")) {
            assertThat(three.directory().orElseThrow().resolve(file))
                    .hasSameBinaryContentAs(one.directory().orElseThrow().resolve(file));
        }
        Path run = one.directory().orElseThrow();
        ClientId client = new ClientId(2);
        ExitAnswers all =
                ExitAnswers.of(RunModels.of(FinishedRun.open(run), REGISTRY, folder, List.of()), client, 100, folder);
        assertThat(all.network().layout().blocks())
                .as("only heads are trained and sent")
                .allMatch(block -> block.name().startsWith("exit"));
        RuleResult expected = all.evaluation().rules().get(0);
        try (PersonalModel personal = PersonalModel.open(run, client, POLICY, List.of(), REGISTRY)) {
            List<PersonalModel.Prediction> found = personal.predict(all.inputs());
            for (int exit = 1; exit <= STAGES.size(); exit++) {
                Exit leaves = new Exit(exit);
                assertThat((double) found.stream()
                                        .filter(each -> each.exit().equals(leaves))
                                        .count()
                                / found.size())
                        .isCloseTo(expected.shares().get(exit - 1), within(1e-9));
            }
        }
    }

    /** Another process is another network object; a changed byte damages one record only. */
    @Test
    void featuresOnDiskAreReadAndDamagedOnesComputedAgain() throws IOException {
        Path cache = folder.resolve("cache");
        List<float[]> pictures =
                IntStream.range(10, 13).mapToObj(OnnxBackboneTest::picture).toList();
        float[][] expected = featuresOf(cache, pictures, 9);
        assertThat(featuresOf(cache, pictures, 0)).isDeepEqualTo(expected);
        Path file;
        try (Stream<Path> files = Files.list(cache)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] content = Files.readAllBytes(file);
        assertThat(content.length % 3).as("three records").isZero();
        content[content.length / 2]++;
        Files.write(file, content);
        assertThat(featuresOf(cache, pictures, 3)).as("one of three again").isDeepEqualTo(expected);
        Files.write(file, Arrays.copyOf(content, content.length - 5));
        assertThat(featuresOf(cache, pictures, 6))
                .as("one damaged, one cut off")
                .isDeepEqualTo(expected);
        assertThat(featuresOf(cache, pictures, 0)).as("appended").isDeepEqualTo(expected);
    }

    private static float[][] featuresOf(Path cache, List<float[]> pictures, long computed) throws IOException {
        Path copy = Files.copy(model, Files.createTempDirectory(folder, "copy").resolve("model.onnx"));
        FrozenNetwork network = FrozenNetwork.of(copy, STAGES, Optional.empty(), Optional.of(cache));
        float[][] features = pictures.stream()
                .flatMap(picture ->
                        IntStream.rangeClosed(1, STAGES.size()).mapToObj(exit -> network.feature(exit, picture)))
                .toArray(float[][]::new);
        assertThat(network.computed()).isEqualTo(computed);
        return features;
    }

    @Test
    void badExitsAreRefusedWithTheNearestNames() {
        assertThatThrownBy(
                        () -> FrozenNetwork.of(model, List.of("stage1", "stage/9"), Optional.empty(), Optional.empty()))
                .hasMessageContaining(
                        "there is no tensor 'stage/9'; the nearest names are 'stage1', 'stage2', 'stage3', ");
        assertThatThrownBy(
                        () -> FrozenNetwork.of(model, List.of("stage2", "stage1"), Optional.empty(), Optional.empty()))
                .hasMessageContaining("the exit 'stage1' is computed before 'stage2'");
        assertThatThrownBy(() -> FrozenNetwork.of(model, STAGES, Optional.of(Pooling.MEAN), Optional.empty()))
                .hasMessageContaining("pooling 'MEAN' does not fit the shape [1, ");
        assertThatThrownBy(() -> FrozenNetwork.of(model, STAGES, Optional.empty(), Optional.empty())
                        .requireReadable(InputShape.image(3, 9, 9)))
                .hasMessageContaining("the model reads the shape [3, ");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(model));
        ModelProto.Builder external = proto.toBuilder();
        external.getGraphBuilder().getInitializerBuilder(0).setDataLocation(TensorProto.DataLocation.EXTERNAL);
        ModelProto.Builder unknown = proto.toBuilder();
        unknown.getGraphBuilder().getNodeBuilder(0).setOpType("Attention").setDomain("com.microsoft");
        ModelProto.Builder newer = proto.toBuilder();
        newer.getOpsetImportBuilder(0).setVersion(999);
        assertRefused(external.build().toByteArray(), "keeps its parameters in another file");
        assertRefused(unknown.build().toByteArray(), "the cost of the operators [Attention] is not known");
        assertRefused(newer.build().toByteArray(), "ONNX Runtime refuses the model:");
        assertRefused("no model".getBytes(StandardCharsets.UTF_8), "is no ONNX file");
        assertThatThrownBy(() -> run("absent", backbone(STAGES).replace("model.onnx", "absent.onnx"), "fedavg", 1))
                .hasMessageContaining("absent.onnx");
    }

    private static void assertRefused(byte[] content, String sentence) throws IOException {
        Path file = Files.write(Files.createTempFile(folder, "bad", ".onnx"), content);
        assertThatThrownBy(() -> FrozenNetwork.of(file, STAGES, Optional.empty(), Optional.empty()))
                .hasMessageContaining(sentence);
    }

    @Test
    void tokensAreThoseOfTheTokenizer() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tokenizer.json"),
                """
                {
                  "version": "1.0", "truncation": null, "padding": null,
                  "added_tokens": [
                    {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                     "normalized": false, "special": true}
                  ],
                  "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                 "strip_accents": null, "lowercase": true},
                  "pre_tokenizer": {"type": "BertPreTokenizer"},
                  "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
                  "decoder": null,
                  "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                            "max_input_chars_per_word": 100,
                            "vocab": {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[UNK]": 3, "play": 4, "##ing": 5, "chess": 6}}
                }
                """);
        Tokenizer tokenizer = Tokenizer.open(file, 5);
        assertThat(tokenizer.vocabulary())
                .containsExactly("[PAD]", "[CLS]", "[SEP]", "[UNK]", "play", "##ing", "chess");
        assertThat(tokenizer.tokens("Playing CHESS")).containsExactly("[CLS]", "play", "##ing", "chess", "[SEP]");
        assertThat(tokenizer.tokens("go chess chess chess"))
                .as("five tokens with those at the start and end")
                .containsExactly("[CLS]", "[UNK]", "chess", "chess", "[SEP]");
        assertThatThrownBy(() -> Tokenizer.open(model, 5)).hasMessageContaining("is no tokenizer.json");
    }
}
