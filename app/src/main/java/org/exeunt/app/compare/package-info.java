/**
 * Many runs from one file: which cells a comparison has ({@link org.exeunt.app.compare.Comparison}), which of them are finished
 * ({@link org.exeunt.app.compare.Plan}), and how the others are run ({@link org.exeunt.app.compare.ComparisonRunner}). What comes of them is the matter of
 * {@code org.exeunt.app.report}.
 */
package org.exeunt.app.compare;
