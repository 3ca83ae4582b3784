package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/** How teachers travel beside the main parameters: a head each and, if there may be several, their weights in the same order. */
final class TeacherPayload {
    private static final String PREFIX = "teacher-";
    private static final String WEIGHTS = "weights-of-teachers";

    private TeacherPayload() {}

    static Payload with(Payload payload, ParameterSet head) {
        return payload.with(name(0), head);
    }

    static Payload with(Payload payload, List<ParameterSet> heads, List<Double> weights) {
        Payload more = payload;
        float[] shares = new float[heads.size()];
        for (int i = 0; i < shares.length; i++) {
            more = more.with(name(i), heads.get(i));
            shares[i] = weights.get(i).floatValue();
        }
        return more.with(WEIGHTS, shares);
    }

    private static String name(int index) {
        // as wide as any index, so that the order of names is the order of teachers
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

    /** Returns the weights, on the simplex although they travelled as floats. */
    static double[] weights(Payload payload) {
        float[] shares = payload.vector(WEIGHTS);
        double sum = 0;
        for (float share : shares) {
            sum += share;
        }
        double[] weights = new double[shares.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = shares[i] / sum;
        }
        return weights;
    }
}
