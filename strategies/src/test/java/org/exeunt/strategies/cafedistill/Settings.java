package org.exeunt.strategies.cafedistill;

import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.CrossEntropyScale;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.MixingOrder;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QuadraticProgram;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.SimilarityVector;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.StudentCrossEntropy;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherExit;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.Warmup;
import org.exeunt.testkit.contract.RecordingContext;

/** Mutable builder of CAFEDistill options for tests. */
final class Settings {
    Preset preset = Preset.PAPER;
    double lambda = 1;
    double mu = 0.6;
    TeacherMode teacherMode = TeacherMode.FROZEN_SEPARATE;
    TeacherExit teacherExit = TeacherExit.FINAL;
    SimilarityVector similarityVector = SimilarityVector.LAST_HEAD_DELTA;
    QuadraticProgram quadraticProgram = QuadraticProgram.SIMILARITY_L2_UNIFORM;
    TeacherPool teacherPool = TeacherPool.SAMPLED;
    MixingOrder mixingOrder = MixingOrder.SIMULTANEOUS;
    CrossEntropyScale crossEntropyScale = CrossEntropyScale.MEAN;
    boolean crossEntropyOnInactive;
    Warmup warmup = Warmup.LAST_ONLY;
    StudentCrossEntropy studentCrossEntropy = StudentCrossEntropy.ALL;
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
        settings.mixingOrder = MixingOrder.ONE_AFTER_THE_OTHER;
        settings.warmup = Warmup.DISTILL_FIRST;
        settings.studentCrossEntropy = StudentCrossEntropy.ALL_BUT_DEEPEST;
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
                similarityVector,
                quadraticProgram,
                teacherPool,
                mixingOrder,
                crossEntropyScale,
                crossEntropyOnInactive,
                warmup,
                studentCrossEntropy,
                distillIntoBackbone,
                AggregationWeights.DATA_SIZE);
    }

    CafeDistill strategy() {
        return new CafeDistill(options(), new RecordingContext());
    }
}
