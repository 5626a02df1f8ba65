namespace Bridge.Sessions;

public interface ISessionResident;
