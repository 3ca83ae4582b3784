package org.exeunt.runtime.store.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.runtime.store.Sets.bits;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.Round;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.Errors;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.Reliability;
import org.junit.jupiter.api.Test;

class TaskCodecTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(20_000))
            .add("head1/W", BlockRole.HEAD, 1, List.of(3, 2))
            .build();
    private static final ParameterLayout AUXILIARY = new ParameterLayout.Builder()
            .add("auxiliary/b", BlockRole.HEAD, 1, List.of(2))
            .build();
    private static final TaskCodec CODEC = new TaskCodec(LAYOUT, Optional.of(Temperature.class));
    private static final ClientId CLIENT = new ClientId(7);
    /** A NaN with a payload and its sign, which no arithmetic gives. */
    private static final double RARE_NAN = Double.longBitsToDouble(0xfff8_0000_0000_0123L);

    /** Values from the bits of an ordinary, a negative zero, a subnormal and two NaNs. */
    private static final float[] RARE = new float[] {
        1.5f, -0f, Float.MIN_VALUE, Float.intBitsToFloat(0x7fc0_0042), Float.intBitsToFloat(0xffc0_0001), -1
    };

    private record Temperature(double value, List<Float> offsets) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            return reached.logits();
        }
    }

    private static ParameterSet parameters() {
        float[] values = new float[LAYOUT.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = RARE[i % RARE.length];
        }
        return ParameterSet.of(LAYOUT.all(), values);
    }

    private static Payload payload() {
        return Payload.of(parameters().select(LAYOUT.heads()))
                .with("auxiliary", ParameterSet.of(AUXILIARY.all(), new float[] {2, -0f}))
                .with("whole", parameters())
                .with("vector", RARE);
    }

    private static ClientTask task() {
        return ClientTask.of(
                        new Round(3),
                        CLIENT,
                        ExitSet.of(1, 3),
                        payload(),
                        Payload.empty(),
                        new LocalTraining(2, 8, 0.1, 0.9, 1e-3, Optimizer.ADAM))
                .returningModel(true);
    }

    private static byte[] encoded() {
        return CODEC.encode(task(), boundary -> {});
    }

    private static ClientResult.Success success() {
        TrainingReport report = TrainingReport.of(2.5, 17, RARE_NAN)
                .withHeadEpochs(0.1)
                .withMetrics(Map.of("agreement", new Metric(-0.0, RARE_NAN)));
        return new ClientResult.Success(CLIENT, new ClientUpdate(payload(), payload(), report));
    }

    private static EvaluationResult evaluation() {
        return new EvaluationResult(
                new ClientEvaluation(
                        CLIENT,
                        12,
                        List.of(new ExitResult(0.5, RARE_NAN), new ExitResult(-0.0, 3)),
                        0.75,
                        List.of(
                                new ClientEvaluation.RuleResult(
                                        "confidence ≥ 0.9",
                                        0.5,
                                        List.of(0.25, 0.75),
                                        OptionalDouble.of(1e9),
                                        Optional.of(new Promise(
                                                Promise.Risk.HARM,
                                                Promise.Scope.FEDERATION,
                                                0.02,
                                                0.1,
                                                400,
                                                3,
                                                0.019,
                                                OptionalDouble.of(0.9)))),
                                new ClientEvaluation.RuleResult("patience", 0.5, List.of(1.0), OptionalDouble.empty())),
                        Optional.of(new ClientEvaluation.Validation(4, 0.25)),
                        List.of(new GradientConflict(1, new Exit(1), new Exit(2), -0.5))),
                reliability(),
                List.of(new SharedChoice.Counts(40, List.of(0, 3))),
                Optional.of(parameters()),
                Optional.of(new Temperature(RARE_NAN, List.of(1f, -0f))),
                Optional.of(new CalibrationSet(
                        new double[][][] {{{0.1, 0.9}, {-0.0, Math.nextUp(1.0)}}, {{0.5, 0.5}, {1, Double.MIN_VALUE}}},
                        new int[] {1, 0})));
    }

    private static Reliability reliability() {
        List<ExitConfidence.Bin> bins = Collections.nCopies(ExitConfidence.BINS, new ExitConfidence.Bin(3, 2, 0.1));
        return new Reliability(
                List.of(
                        new ExitConfidence(OptionalDouble.of(0.7), 0.25, bins),
                        new ExitConfidence(OptionalDouble.empty(), 0, bins)),
                Optional.of(new Reliability.Validation(
                        0.5,
                        List.of(new ClientEvaluation.RuleResult(
                                "patience", 0.5, List.of(1.0), OptionalDouble.empty())))));
    }

    @Test
    void tasksAreReadBackWithAllBits() throws Exception {
        ClientTask task = task();
        ClientTask read = CODEC.task(encoded());
        assertThat(read).isEqualTo(task);
        assertThat(bits(read.received().vector("vector"))).isEqualTo(bits(RARE));
        assertThat(bits(read.received().parameters("whole"))).isEqualTo(bits(parameters()));
        assertThat(read.received().parameters("whole").layout()).isSameAs(LAYOUT);
    }

    @Test
    void resultsAreReadBackWithAllBits() throws Exception {
        ClientResult.Success read = (ClientResult.Success) CODEC.result(CODEC.encode(success()));
        assertThat(read).isEqualTo(success());
        TrainingReport report = read.update().report();
        assertThat(Double.doubleToRawLongBits(report.loss())).isEqualTo(Double.doubleToRawLongBits(RARE_NAN));
        assertThat(report.headEpochs()).isEqualTo(0.1);
        Metric metric = report.metrics().get("agreement");
        assertThat(Double.doubleToRawLongBits(metric.sum())).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(Double.doubleToRawLongBits(metric.weight())).isEqualTo(Double.doubleToRawLongBits(RARE_NAN));
    }

    @Test
    void failuresAreReadBack() throws Exception {
        for (Optional<ErrorCode> code : List.of(
                Optional.<ErrorCode>empty(),
                Optional.of(Errors.RESOURCE_31.code()),
                Optional.of(ErrorCategory.DATA.code("acme-2", 7)))) {
            ClientResult failure = new ClientResult.Failure(CLIENT, code, "diverged → “NaN”", "here\n\tat there");
            assertThat(CODEC.result(CODEC.encode(failure))).isEqualTo(failure);
        }
    }

    @Test
    void evaluationsAreReadBackWithAllBits() throws Exception {
        EvaluationResult read = CODEC.evaluation(CODEC.encode(evaluation()));
        assertThat(read).isEqualTo(evaluation());
        assertThat(Double.doubleToRawLongBits(read.evaluation().exits().get(0).loss()))
                .isEqualTo(Double.doubleToRawLongBits(RARE_NAN));
        EvaluationResult without =
                new EvaluationResult(ClientEvaluation.of(CLIENT, 0, List.of(), 0, List.of()), Optional.empty());
        assertThat(CODEC.evaluation(CODEC.encode(without))).isEqualTo(without);
    }

    @Test
    void layoutOfTheRunIsNotRepeated() {
        byte[] bytes = encoded();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("auxiliary/b").doesNotContain("stage1/W", "head1/W");
        assertThat(bytes.length).isLessThan((int) payload().bytes().count() + 400);
    }

    @Test
    void otherKindsAndVersionsAreRefused() {
        byte[] task = encoded();
        assertThatThrownBy(() -> CODEC.result(task))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("expected version 6 and one of the kinds");
        task[0]++;
        assertThatThrownBy(() -> CODEC.task(task)).isInstanceOf(CorruptFileException.class);
        assertThatThrownBy(() -> CODEC.task(new byte[0])).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void everyPrefixIsRefused() {
        byte[] bytes = CODEC.encode(evaluation());
        for (int length : IntStream.concat(IntStream.range(0, 400), IntStream.range(bytes.length - 50, bytes.length))
                .toArray()) {
            assertThatThrownBy(() -> CODEC.evaluation(Arrays.copyOf(bytes, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(CorruptFileException.class);
        }
        assertThatThrownBy(() -> CODEC.evaluation(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(CorruptFileException.class);
    }

    /** The first bytes of a message hold its structure; the rest is mostly values, of which every bit is valid. */
    @Test
    void modifiedBytesAreReadOrRefused() {
        int refused = 0;
        Random random = new Random(5);
        for (byte[] bytes : List.of(encoded(), CODEC.encode(success()), CODEC.encode(evaluation()))) {
            for (int attempt = 0; attempt < 2000; attempt++) {
                byte[] modified = bytes.clone();
                int position = random.nextInt(attempt % 2 == 0 ? 300 : bytes.length);
                modified[position] = (byte) (attempt % 3 == 0 ? 0xff : random.nextInt(256));
                refused += refuses(modified) ? 1 : 0;
            }
        }
        assertThat(refused).as("refused of 6000, seed 5").isGreaterThan(1000);
    }

    private static boolean refuses(byte[] bytes) {
        try {
            switch ((char) bytes[1]) {
                case 'T' -> CODEC.task(bytes);
                case 'E' -> CODEC.evaluation(bytes);
                default -> CODEC.result(bytes);
            }
            return false;
        } catch (CorruptFileException e) {
            return true;
        }
    }
}
