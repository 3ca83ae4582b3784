package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.junit.jupiter.api.Test;

class TeacherPayloadTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("head", BlockRole.HEAD, 1, List.of(1))
            .build();

    private static ParameterSet head(int teacher) {
        return ParameterSet.of(LAYOUT.all(), new float[] {teacher});
    }

    @Test
    void teachersKeepTheOrderOfTheirWeights() {
        List<ParameterSet> heads =
                IntStream.range(0, 12).mapToObj(TeacherPayloadTest::head).toList();
        List<Double> weights =
                IntStream.range(0, 12).mapToObj(i -> (i + 1) / 78.0).toList();
        Payload sent = TeacherPayload.with(Payload.empty(), heads, weights);
        assertThat(TeacherPayload.heads(sent, new Exit(1)))
                .extracting(FrozenAuxiliaryHead::parameters)
                .isEqualTo(heads);
        double[] arrived = TeacherPayload.weights(sent);
        for (int i = 0; i < 12; i++) {
            // floats have 24 bits
            assertThat(arrived[i]).isCloseTo(weights.get(i), within(1e-7));
        }
    }

    @Test
    void weightsSentAsFloatsSumToOneAsDoubles() {
        Payload sent = TeacherPayload.with(Payload.empty(), List.of(head(0), head(1), head(2)), List.of(.15, .25, .6));
        double travelled = (double) .15f + .25f + .6f;
        assertThat(travelled).isNotCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(TeacherPayload.weights(sent)).sum()).isCloseTo(1, within(1e-15));
    }
}
