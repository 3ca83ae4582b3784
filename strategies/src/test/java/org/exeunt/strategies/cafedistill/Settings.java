package org.exeunt.strategies.cafedistill;

import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.CrossEntropyScale;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherExit;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.testkit.contract.RecordingContext;

/** Mutable builder of CAFEDistill options for tests. */
final class Settings {
    Preset preset = Preset.PAPER;
    double lambda = 1;
    double mu = 0.6;
    TeacherMode teacherMode = TeacherMode.FROZEN_SEPARATE;
    TeacherExit teacherExit = TeacherExit.FINAL;
    TeacherPool teacherPool = TeacherPool.SAMPLED;
    CrossEntropyScale crossEntropyScale = CrossEntropyScale.MEAN;
    boolean crossEntropyOnInactive;
    boolean distillIntoBackbone = true;
    double temperature = 2;

    private Settings() {}

    static Settings paper() {
        return new Settings();
    }

    static Settings reference() {
        Settings settings = new Settings();
        settings.preset = Preset.REFERENCE;
        settings.teacherMode = TeacherMode.OVERWRITE_LAST;
        return settings;
    }

    Settings with(java.util.function.Consumer<Settings> change) {
        change.accept(this);
        return this;
    }

    CafeDistillOptions options() {
        return new CafeDistillOptions(
                preset,
                lambda,
                mu,
                temperature,
                teacherMode,
                teacherExit,
                teacherPool,
                crossEntropyScale,
                crossEntropyOnInactive,
                distillIntoBackbone,
                AggregationWeights.DATA_SIZE);
    }

    CafeDistill strategy() {
        return new CafeDistill(options(), new RecordingContext());
    }
}
