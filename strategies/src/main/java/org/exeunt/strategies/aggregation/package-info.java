/**
 * Aggregators combine the uploads of clients into one parameter set: the weighted mean, and rules that are robust to
 * some faulty or malicious uploads.
 */
package org.exeunt.strategies.aggregation;
