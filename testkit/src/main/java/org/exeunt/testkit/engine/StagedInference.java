package org.exeunt.testkit.engine;

import java.util.Arrays;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.Softmax;

/** Evaluates examples stage by stage until an exit rule lets them leave. */
record StagedInference(ToyDesign design, float[] parameters) {
    ExitDecision leave(Examples examples, int index, ExitRule rule) {
        int classes = design.spec().classes();
        int exits = design.spec().exits();
        int[] predictions = new int[exits];
        double[] values = read(examples, index);
        for (int k = 0; ; k++) {
            Stage stage = design.stage(k);
            values = stage.forward(parameters, stage.centred(parameters, values, 1), 1);
            double[] logits = new double[classes];
            design.head(k).forward(parameters, values, 1, logits);
            double[] probabilities = new double[classes];
            Softmax.row(logits, 0, classes, 1, probabilities);
            predictions[k] = Softmax.likeliest(logits);
            double confidence = probabilities[predictions[k]];
            Exit exit = new Exit(k + 1);
            boolean last = k == exits - 1;
            if (last || rule.shouldExit(new ExitInput(exit, probabilities, Arrays.copyOf(predictions, k + 1)))) {
                return new ExitDecision(exit, predictions[k], confidence);
            }
        }
    }

    private double[] read(Examples examples, int index) {
        float[] one = new float[design.spec().input().size()];
        examples.copyTo(index, one, 0);
        double[] values = new double[one.length];
        for (int i = 0; i < one.length; i++) {
            values[i] = one[i];
        }
        return values;
    }
}
