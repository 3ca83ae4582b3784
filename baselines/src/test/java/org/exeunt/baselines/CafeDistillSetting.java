package org.exeunt.baselines;

import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistillOptions;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;

/** CAFEDistill options with the values of the paper except for the given ones. */
final class CafeDistillSetting {
    private CafeDistillSetting() {}

    static CafeDistillOptions of(double lambda, double mu, TeacherMode mode) {
        return new CafeDistillOptions(
                Preset.PAPER,
                lambda,
                mu,
                2,
                mode,
                CafeDistillOptions.TeacherExit.FINAL,
                CafeDistillOptions.TeacherPool.SAMPLED,
                CafeDistillOptions.CrossEntropyScale.MEAN,
                false,
                true,
                AggregationWeights.DATA_SIZE);
    }
}
