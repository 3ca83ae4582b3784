package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/**
 * Encodes teachers in a payload: one named head per teacher and, in ensemble mode, their weights in the same order.
 */
final class TeacherPayload {
    private static final String PREFIX = "teacher-";
    private static final String WEIGHTS = "weights-of-teachers";

    private TeacherPayload() {}

    static Payload with(Payload payload, ParameterSet head) {
        return payload.with(name(0), head);
    }

    static Payload with(Payload payload, List<ParameterSet> heads, List<Double> weights) {
        Payload result = payload;
        float[] values = new float[heads.size()];
        for (int i = 0; i < values.length; i++) {
            result = result.with(name(i), heads.get(i));
            values[i] = weights.get(i).floatValue();
        }
        return result.with(WEIGHTS, values);
    }

    private static String name(int index) {
        // zero-padded, so that payloads sorted by name keep the order of the teachers
        return PREFIX + String.format("%010d", index);
    }

    static List<FrozenAuxiliaryHead> heads(Payload payload, Exit exit) {
        List<FrozenAuxiliaryHead> heads = new ArrayList<>();
        for (Map.Entry<String, ParameterSet> entry : payload.parameterSets().entrySet()) {
            if (entry.getKey().startsWith(PREFIX)) {
                heads.add(new FrozenAuxiliaryHead(entry.getKey(), exit, entry.getValue()));
            }
        }
        return heads;
    }

    /** Returns the weights, normalised so that they sum to 1 in double precision although they are sent as floats. */
    static double[] weights(Payload payload) {
        float[] values = payload.vector(WEIGHTS);
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double[] weights = new double[values.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = values[i] / sum;
        }
        return weights;
    }
}
