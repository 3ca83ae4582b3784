package org.exeunt.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one option; binding, validation, the JSON Schema and {@code plugins show} all come from it.
 *
 * <p>Component types: {@code boolean}, {@code int}, {@code long}, {@code double}, {@link String}, {@link java.nio.file.Path}, enums (written
 * in kebab-case), {@link java.util.Optional}, {@link java.util.List}, {@link PluginChoice} and records of such components. The JSON key is the
 * component's name in kebab-case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** Returns one sentence: what it does. */
    String value();

    /**
     * Returns the default as it would be written in JSON (quotes of strings may be left out); empty means the option is required, unless its
     * type is {@link java.util.Optional}.
     */
    String defaultValue() default "";

    /** Returns the smallest number allowed; of a list, each element is meant, here and in the following. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Returns the number that values must be above. */
    double above() default Double.NEGATIVE_INFINITY;

    /** Returns the largest number allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** Returns the number that values must be below. */
    double below() default Double.POSITIVE_INFINITY;

    /** Returns the regular expression that the whole of a text must match; empty means any text. */
    String pattern() default "";

    /** Returns the smallest number of elements of a list. */
    int minItems() default 0;

    /**
     * Returns whether the options of a record stand among those of the record that has it, rather than in a section of their own; so plugins
     * can have options in common. Only records can be in place, and no key may come twice.
     */
    boolean inPlace() default false;

    /** Returns the unit shown to people, such as {@code epochs}. */
    String unit() default "";

    /**
     * Returns defaults that hold instead when the record's component {@code preset} has a certain value, each written
     * {@code preset=default}.
     */
    String[] presets() default {};
}
