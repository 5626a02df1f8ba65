namespace Bridge.Sessions;

public class SessionResident;
