/**
 * The configuration of a run: {@link org.exeunt.config.RunConfig} is what one JSON file says, read and validated with all problems in
 * one report. Option records, those of plugins included, are bound the same way.
 */
package org.exeunt.config;
