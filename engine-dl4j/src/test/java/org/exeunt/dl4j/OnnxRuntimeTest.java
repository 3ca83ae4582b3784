package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.ValueInfoProto;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.OnnxNetworks.OnnxNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs exported models in ONNX Runtime and compares them with the engine. Part of the profile {@code onnx}. */
class OnnxRuntimeTest {
    /** Largest difference, as a fraction of the largest logit if that is above 1. */
    private static final double TOLERANCE = 1e-5;

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    static Stream<OnnxNetwork> networks() {
        return OnnxNetworks.all();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void modelsComputeTheSameAsTheEngine(OnnxNetwork network) throws OrtException {
        Dl4jDesign design = network.design();
        ParameterSet parameters = OnnxNetworks.parameters(design);
        ExportRequest request = new ExportRequest(
                parameters,
                Optional.of(network.scaling()),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        List<Examples> batches = List.of(network.examples(1), network.examples(5));
        try (Network original = design.open()) {
            original.load(parameters);
            List<Map<String, double[]>> expected = batches.stream()
                    .map(examples -> outputs(original, examples))
                    .toList();
            assertSame(run(design.export("onnx", request).values(), network, batches), expected);
            assertSame(run(design.export("onnx-stages", request).values(), network, batches), expected);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void featuresAreThoseOfTheEngine(OnnxNetwork network) throws OrtException {
        Dl4jDesign design = network.design();
        ParameterSet parameters = OnnxNetworks.parameters(design);
        Examples examples = network.examples(5);
        ExportRequest request = new ExportRequest(
                parameters,
                Optional.of(network.scaling()),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        byte[] model = design.export("onnx-features", request).get("model.onnx");
        try (Network original = design.open();
                OrtSession session = ENVIRONMENT.createSession(model);
                OrtSession.Result result = session.run(Map.of("in", input(network, examples)))) {
            assertThat(session.getInputNames()).containsExactly("in");
            original.load(parameters);
            original.forward(examples, pass -> {
                for (Exit exit : design.spec().allExits()) {
                    FloatBuffer values = ((OnnxTensor) result.get("exit%d_feature".formatted(exit.number()))
                                    .orElseThrow())
                            .getFloatBuffer();
                    int features = pass.featureSize(exit);
                    assertThat(values.remaining()).isEqualTo(examples.size() * features);
                    for (int i = 0; i < examples.size() * features; i++) {
                        double expected = pass.feature(exit)[i];
                        assertThat((double) values.get(i))
                                .as("%s, value %d", exit, i)
                                .isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void modelsThatLeaveEarlyAnswerAsTheirRule(OnnxNetwork network) throws Exception {
        Dl4jDesign design = network.design();
        ParameterSet parameters = OnnxNetworks.parameters(design);
        Examples examples = network.examples(6);
        int exits = design.spec().exits();
        List<List<double[]>> logits = new ArrayList<>();
        try (Network original = design.open()) {
            original.load(parameters);
            original.forward(examples, pass -> design.spec()
                    .allExits()
                    .forEach(exit -> logits.add(rows(pass.logits(exit).clone(), examples.size()))));
        }
        Set<Integer> taken = new HashSet<>();
        for (boolean ensemble : new boolean[] {false, true}) {
            for (double threshold : List.of(0.0, 0.35, 0.5, 2.0)) {
                ExportRequest request = new ExportRequest(
                        parameters,
                        Optional.of(network.scaling()),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Rule(new ExitRule.Thresholds(List.of(threshold), ensemble))),
                        Map.of());
                byte[] model = design.export("onnx-exits", request).get("model.onnx");
                assertThat(ModelProto.parseFrom(model).getGraph().getInputList())
                        .as("the thresholds above are defaults, which Python and C can replace in each call")
                        .extracting(ValueInfoProto::getName)
                        .containsExactly("in", "thresholds");
                try (OrtSession session = ENVIRONMENT.createSession(model, quiet())) {
                    for (int i = 0; i < examples.size(); i++) {
                        int exit = 0;
                        double[] sum = new double[OnnxNetworks.CLASSES];
                        double[] answer;
                        double[] likely;
                        do {
                            double[] own = logits.get(exit++).get(i);
                            for (int c = 0; c < sum.length; c++) {
                                sum[c] += own[c];
                            }
                            int count = exit;
                            answer = ensemble
                                    ? Arrays.stream(sum)
                                            .map(each -> each / count)
                                            .toArray()
                                    : own;
                            likely = Fixture.probabilities(answer, OnnxNetworks.CLASSES);
                        } while (exit < exits && Arrays.stream(likely).max().orElseThrow() < threshold);
                        try (OrtSession.Result result =
                                session.run(Map.of("in", input(network, examples.select(new int[] {i}))))) {
                            assertThat((long[]) result.get("exit").orElseThrow().getValue())
                                    .containsExactly(exit);
                            assertThat((long[])
                                            result.get("label").orElseThrow().getValue())
                                    .containsExactly(Softmax.likeliest(likely));
                            assertClose(
                                    (float[][])
                                            result.get("logits").orElseThrow().getValue(),
                                    answer);
                            assertClose(
                                    (float[][]) result.get("probabilities")
                                            .orElseThrow()
                                            .getValue(),
                                    likely);
                        }
                        taken.add(exit);
                    }
                }
            }
        }
        assertThat(taken).contains(1, exits);
    }

    /** The default thresholds are an initial value that is an input, too, of which the runtime warns. */
    private static OrtSession.SessionOptions quiet() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        return options;
    }

    private record Rule(ExitRule.Thresholds found) implements ExitRule {
        @Override
        public String label() {
            return "test";
        }

        @Override
        public boolean shouldExit(ExitInput input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Thresholds> thresholds() {
            return Optional.of(found);
        }
    }

    private static List<double[]> rows(double[] flat, int rows) {
        return IntStream.range(0, rows)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * OnnxNetworks.CLASSES, (i + 1) * OnnxNetworks.CLASSES))
                .toList();
    }

    private static void assertClose(float[][] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(flat(actual)).containsExactly(expected, within(TOLERANCE * Math.max(1, largest)));
    }

    /** Returns the outputs that the engine computes. */
    private static Map<String, double[]> outputs(Network network, Examples examples) {
        Map<String, double[]> outputs = new LinkedHashMap<>();
        network.forward(examples, pass -> {
            for (Exit exit : network.spec().allExits()) {
                double[] logits = pass.logits(exit).clone();
                outputs.put("exit" + exit.number(), Fixture.probabilities(logits, OnnxNetworks.CLASSES));
                outputs.put("exit" + exit.number() + "_logits", logits);
            }
        });
        return outputs;
    }

    /** Runs models one after the other on each batch; they read their inputs from the values that are known. */
    private static List<Map<String, double[]>> run(
            Collection<byte[]> models, OnnxNetwork network, List<Examples> batches) throws OrtException {
        List<Map<String, OnnxTensor>> known = new ArrayList<>();
        for (Examples examples : batches) {
            known.add(new LinkedHashMap<>(Map.of("in", input(network, examples))));
        }
        for (byte[] model : models) {
            try (OrtSession session = ENVIRONMENT.createSession(model)) {
                for (Map<String, OnnxTensor> values : known) {
                    Map<String, OnnxTensor> inputs = new HashMap<>(values);
                    inputs.keySet().retainAll(session.getInputNames());
                    for (Map.Entry<String, OnnxValue> output : session.run(inputs)) {
                        values.put(output.getKey(), (OnnxTensor) output.getValue());
                    }
                }
            }
        }
        List<Map<String, double[]>> outputs = new ArrayList<>();
        for (Map<String, OnnxTensor> values : known) {
            Map<String, double[]> exits = new LinkedHashMap<>();
            values.keySet().removeIf(name -> !name.matches("exit[0-9]+(_logits)?"));
            for (Map.Entry<String, OnnxTensor> value : values.entrySet()) {
                exits.put(value.getKey(), flat((float[][]) value.getValue().getValue()));
            }
            outputs.add(exits);
        }
        return outputs;
    }

    private static double[] flat(float[][] rows) {
        assertThat(rows[0]).hasSize(OnnxNetworks.CLASSES);
        double[] flat = new double[rows.length * OnnxNetworks.CLASSES];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / OnnxNetworks.CLASSES][i % OnnxNetworks.CLASSES];
        }
        return flat;
    }

    /** Returns the raw values of examples. */
    private static OnnxTensor input(OnnxNetwork network, Examples examples) throws OrtException {
        float[] values = Fixture.raw(examples, network.shape(), network.scaling());
        List<Integer> lengths = new ArrayList<>(network.shape().lengths());
        lengths.add(0, examples.size());
        return OnnxTensor.createTensor(
                ENVIRONMENT,
                FloatBuffer.wrap(values),
                lengths.stream().mapToLong(Integer::longValue).toArray());
    }

    private static void assertSame(List<Map<String, double[]>> actual, List<Map<String, double[]>> expected) {
        for (int batch = 0; batch < expected.size(); batch++) {
            Map<String, double[]> values = actual.get(batch);
            assertThat(values).containsOnlyKeys(expected.get(batch).keySet());
            expected.get(batch).forEach((output, row) -> {
                double largest = Arrays.stream(row).map(Math::abs).max().orElseThrow();
                assertThat(values.get(output))
                        .as(output)
                        .containsExactly(row, within(TOLERANCE * Math.max(1, largest)));
            });
        }
    }
}
