import styles from "./Facts.module.css";

/** Names and values in two columns. */
export function Facts({
  facts,
  title,
}: {
  facts: readonly (readonly [string, string])[];
  title?: string | undefined;
}) {
  return (
    <dl className={styles.facts} title={title}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
