package org.exeunt.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one option of a plugin. Binding, validation, the JSON Schema and {@code plugins show} use this description.
 *
 * <p>Supported component types: {@code boolean}, {@code int}, {@code long}, {@code double}, {@link String},
 * {@link java.nio.file.Path}, enums (written in kebab-case), {@link java.util.Optional}, {@link java.util.List},
 * {@link PluginChoice} and records of such components. The JSON key is the name of the component in kebab-case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** Returns a one-sentence description. */
    String value();

    /**
     * Returns the default value as written in JSON (quotes of strings may be omitted). Empty means that the option is
     * required, unless its type is {@link java.util.Optional}.
     */
    String defaultValue() default "";

    /**
     * Returns the inclusive lower bound of a number. For lists, this and the following bounds apply to each element.
     */
    double min() default Double.NEGATIVE_INFINITY;

    /** Returns the exclusive lower bound of a number. */
    double above() default Double.NEGATIVE_INFINITY;

    /** Returns the inclusive upper bound of a number. */
    double max() default Double.POSITIVE_INFINITY;

    /** Returns the exclusive upper bound of a number. */
    double below() default Double.POSITIVE_INFINITY;

    /** Returns the regular expression that the whole of a string must match; empty allows every string. */
    String pattern() default "";

    /** Returns the minimum number of elements of a list. */
    int minItems() default 0;

    /** Returns whether the elements of a list must differ. */
    boolean distinct() default false;

    /**
     * Returns whether the options of a record component are read from the enclosing JSON object instead of a nested
     * object, so that plugins can share a group of options. Allowed for records only; keys must be unique within the
     * enclosing object.
     */
    boolean inPlace() default false;

    /**
     * Returns what the value affects. Empty means what the option affects that contains this one, such as the section
     * that chooses a plugin.
     */
    Affects[] affects() default {};

    /** Returns the unit shown to users, such as {@code epochs}. */
    String unit() default "";

    /**
     * Returns default values that apply if the record's component {@code preset} has a certain value, each written
     * {@code preset=default}.
     */
    String[] presets() default {};

    /**
     * What the value of an option affects. Runs that differ in an option are different runs, unless it affects
     * {@link #NOTHING}.
     */
    enum Affects {
        /** The examples, modalities or clients that are evaluated. Only runs that have them in common are compared. */
        DATA,
        /** What the server and the method do, which training without federation lacks. */
        METHOD,
        /** Everything else that affects trained parameters. */
        TRAINING,
        /** What is measured of the trained networks, and when. */
        EVALUATION,
        /** What the run writes, not its results. */
        RECORD,
        /** Nothing that the run writes. The resolved configuration, the hash and comparisons lack such options. */
        NOTHING
    }
}
