package org.exeunt.dl4j.run;

import java.util.Arrays;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.kernels.VectorLoops;

/** A module of an objective during training: its vectors, and their values in a step. */
final class ModuleRun {
    private final TrainableModule module;
    private final FlatVectors vectors;
    private final Descent descent;
    private final float[] staging;
    final double[] values;
    final double[] gradient;

    ModuleRun(TrainableModule module, LocalTraining training) {
        int size = module.parameters().size();
        this.module = module;
        this.vectors = FlatVectors.zeros(0, size);
        this.descent = new Descent(vectors, module.parameters().blocks(), training);
        this.staging = new float[size];
        this.values = new double[size];
        this.gradient = new double[size];
        vectors.write(module.parameters(), vectors.parameters());
    }

    String name() {
        return module.name();
    }

    /** Starts a step with a gradient of zeros. */
    void start() {
        vectors.parameters().get(0, staging, 0, staging.length);
        Arrays.setAll(values, i -> staging[i]);
        Arrays.fill(gradient, 0);
    }

    void update() {
        VectorLoops.round(gradient, staging);
        vectors.gradient().put(0, staging, 0, staging.length);
        descent.step();
    }

    /** Returns the trained values, and frees the vectors. */
    ParameterSet finish() {
        ParameterSet trained = vectors.read(module.parameters().blocks(), vectors.parameters());
        vectors.close();
        return trained;
    }
}
