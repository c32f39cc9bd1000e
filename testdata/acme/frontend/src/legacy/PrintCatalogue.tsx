/** The catalogue as it goes to the printer, once a year. */
export function PrintCatalogue({ names }: { names: string[] }) {
  return (
    <ol>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ol>
  )
}
